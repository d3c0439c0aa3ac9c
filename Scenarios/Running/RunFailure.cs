using SvaOrleans.Documents.Yaml;

namespace SvaOrleans.Scenarios.Running;

/// <summary>A failure of a run.</summary>
/// <param name="Kind"><c>expectation</c>, <c>verdict</c>, <c>setup</c>, <c>hung</c>, <c>invariant</c>, <c>boot</c>, <see cref="Refused"/>,
/// <see cref="Unknown"/> or <see cref="Cluster"/>.</param>
/// <param name="Place">The place of the expectation; null if the file has none for it.</param>
/// <param name="StepId">The step; 0 for none.</param>
/// <param name="Message">The failure in words.</param>
internal sealed record RunFailure(string Kind, Place? Place, int StepId, string Message)
{
    /// <summary>Calls were refused of which nothing was expected.</summary>
    public const string Refused = "refused";

    /// <summary>A host crashed, or its cluster was lost: what was sent may have been carried out, or not.</summary>
    public const string Unknown = "unknown";

    /// <summary>The cluster took no more: what was to come was not sent.</summary>
    public const string Cluster = "cluster";
}
