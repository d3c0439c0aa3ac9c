using SvaOrleans.Scenarios.Running;

namespace SvaOrleans.Client.Rendering;

/// <summary>The colours of verdicts on a terminal.</summary>
internal static class VerdictColours
{
    /// <summary>The colour, as Spectre.Console names it.</summary>
    public static string Colour(this RunVerdict verdict) =>
        verdict switch
        {
            RunVerdict.Passed => "green",
            RunVerdict.Refused or RunVerdict.Failed => "red",
            _ => "yellow",
        };
}
