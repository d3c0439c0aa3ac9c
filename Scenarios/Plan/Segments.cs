using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Scenarios.Expectations;

namespace SvaOrleans.Scenarios.Plan;

/// <summary>A part of a scenario that is run in one go.</summary>
/// <param name="Host">The host that it runs on.</param>
internal abstract record Segment(HostPlan Host);

/// <summary>Steps that one task runs in order.</summary>
internal sealed record ProgramSegment(HostPlan Host, Program Program, IReadOnlyList<StepPlan> Steps) : Segment(Host);

/// <summary>A trace that is replayed.</summary>
internal sealed record WorkloadSegment(HostPlan Host, StepPlan Step, WorkloadPlan Workload) : Segment(Host);

/// <summary>What must be true of the state once everything before has ended.</summary>
internal sealed record StateSegment(HostPlan Host, StateExpectation Expectation) : Segment(Host);

/// <summary>Names that programs reserve.</summary>
internal static class Segments
{
    /// <summary>The task that runs the steps outside parallel blocks.</summary>
    public const string MainTask = "main";
}
