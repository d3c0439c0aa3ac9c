namespace SvaOrleans.Client.Verbs;

/// <summary>Exit codes of the process.</summary>
internal static class ExitCode
{
    /// <summary>Everything is as it should be.</summary>
    public const int Success = 0;

    /// <summary>An expectation or an invariant failed, or a run hung.</summary>
    public const int Failed = 1;

    /// <summary>Something given by a person cannot be used.</summary>
    public const int BadInput = 2;

    /// <summary>A host crashed or its cluster was lost during the run: the outcome of the requests sent is unknown.</summary>
    public const int Unknown = 3;

    /// <summary>Some order of steps never ends: a hang, or no end within the limits.</summary>
    public const int Liveness = 4;

    /// <summary>Some order of steps fails because a driver breaks its contract.</summary>
    public const int Contract = 5;

    /// <summary>The same choices gave another run: something is not under control.</summary>
    public const int NonDeterminism = 6;

    /// <summary>The user interrupted it.</summary>
    public const int Interrupted = 130;

    /// <summary>The reader of the output has left: the code that a shell reports for a program ended by SIGPIPE.</summary>
    public const int OutputLeft = 141;
}
