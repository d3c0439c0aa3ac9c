namespace SvaOrleans.Client.Verbs;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    /// <summary>Everything is as it should be.</summary>
    public const int Success = 0;

    /// <summary>An expectation or an invariant failed, or a run hung.</summary>
    public const int Failed = 1;

    /// <summary>Something given by a person cannot be used.</summary>
    public const int BadInput = 2;

    /// <summary>A host crashed or its cluster was lost on the way: what became of what was sent is not known.</summary>
    public const int Unknown = 3;

    /// <summary>Some order of steps never ends: a hang, or no end within the limits.</summary>
    public const int Liveness = 4;

    /// <summary>Some order of steps fails because a driver breaks its contract.</summary>
    public const int Contract = 5;

    /// <summary>The same choices gave another run: something is not under control.</summary>
    public const int NonDeterminism = 6;

    /// <summary>The user interrupted it.</summary>
    public const int Interrupted = 130;

    /// <summary>Whoever read the output has left: what a shell says of a program that SIGPIPE has ended.</summary>
    public const int OutputLeft = 141;
}
