namespace SvaOrleans.Scenarios.Plan;

/// <summary>A trace to be replayed.</summary>
/// <param name="TracePath">The path of the trace.</param>
/// <param name="Devices">The devices that every address space of it is bound to.</param>
/// <param name="PagesTouched">How many pages of each new mapping every device accesses.</param>
/// <param name="MaxEvents">How many events at most; null for all.</param>
internal sealed record WorkloadPlan(string TracePath, IReadOnlyList<ObjectName> Devices, ulong PagesTouched, long? MaxEvents);
