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
}
