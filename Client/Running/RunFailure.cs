using SvaOrleans.Client.Scenarios.Yaml;

namespace SvaOrleans.Client.Running;

/// <summary>Something that is not as it should be.</summary>
/// <param name="Kind"><c>expectation</c>, <c>verdict</c>, <c>setup</c>, <c>hung</c>, <c>invariant</c> or <c>boot</c>.</param>
/// <param name="Place">Where the expectation stands; null when it is none of the file's.</param>
/// <param name="StepId">The step; 0 for none.</param>
/// <param name="Message">What is wrong.</param>
internal sealed record RunFailure(string Kind, Place? Place, int StepId, string Message);
