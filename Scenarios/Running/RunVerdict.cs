namespace SvaOrleans.Scenarios.Running;

/// <summary>The verdict on a run.</summary>
internal enum RunVerdict
{
    /// <summary>Everything was as expected.</summary>
    Passed,

    /// <summary>Nothing was expected of it, and nothing was refused.</summary>
    NothingExpected,

    /// <summary>Calls were refused, and the file does not say that they may be: no expectation was broken, and none was
    /// confirmed.</summary>
    Refused,

    /// <summary>An expectation was broken, something happened that must never happen, or it hung.</summary>
    Failed,

    /// <summary>A host crashed, or its cluster was lost during the run, so the outcome is unknown.</summary>
    Unknown,

    /// <summary>The cluster took none of it: nothing was carried out.</summary>
    NotRun,
}

/// <summary>Verdicts in words.</summary>
internal static class RunVerdicts
{
    /// <summary>For people.</summary>
    public static string InWords(this RunVerdict verdict) =>
        verdict switch
        {
            RunVerdict.Passed => "passed",
            RunVerdict.NothingExpected => "ran",
            RunVerdict.Refused => "refused",
            RunVerdict.Unknown => "unknown",
            RunVerdict.NotRun => "not run",
            _ => "failed",
        };

    /// <summary>For programs.</summary>
    public static string InJson(this RunVerdict verdict) =>
        verdict switch
        {
            RunVerdict.NothingExpected => "nothingExpected",
            RunVerdict.NotRun => "notRun",
            _ => verdict.InWords(),
        };
}
