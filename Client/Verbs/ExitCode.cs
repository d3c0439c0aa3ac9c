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

    /// <summary>The user interrupted it.</summary>
    public const int Interrupted = 130;
}
