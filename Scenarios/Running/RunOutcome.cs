using SvaOrleans.Model.Events;
using SvaOrleans.Model.Views;
using SvaOrleans.Scenarios.Plan;
using SvaOrleans.Scenarios.Running.Refusals;
using SvaOrleans.Silo;

namespace SvaOrleans.Scenarios.Running;

/// <summary>The outcome of a run.</summary>
internal sealed record RunOutcome
{
    public required ScenarioPlan Plan { get; init; }

    /// <summary>The failures of the run.</summary>
    public required IReadOnlyList<RunFailure> Failures { get; init; }

    /// <summary>Warnings, contract violations and verdicts.</summary>
    public required IReadOnlyList<SvaEvent> Notices { get; init; }

    /// <summary>Steps that were refused, and of which nothing was expected.</summary>
    public required IReadOnlyList<Refusal> Refusals { get; init; }

    /// <summary>Sums.</summary>
    public required Costs Costs { get; init; }

    /// <summary>The state at the end.</summary>
    public required WorldView World { get; init; }

    /// <summary>Operations that ended, those of a setup included.</summary>
    public required int Operations { get; init; }

    /// <summary>The outcome of every operation that the scenario requests: each is in one column.</summary>
    public required OperationAccount Account { get; init; }

    /// <summary>The fingerprint of its steps; null if no seed repeats them.</summary>
    public required RunFingerprint? Fingerprint { get; init; }

    /// <summary>Modelled time at the end.</summary>
    public required VirtualTime At { get; init; }

    /// <summary>Wall time, measured, booting included.</summary>
    public required TimeSpan Measured { get; init; }

    /// <summary>Whether everything was as it should be.</summary>
    public bool HasPassed => Failures.Count == 0;

    /// <summary>Whether nothing of it was sent, as no session could be opened for it.</summary>
    public bool IsNotBegun { get; init; }

    /// <summary>Whether the outcome is unknown: a host crashed or its cluster was lost during the run, and nothing else failed.</summary>
    public bool IsUnknown => Failures.Count > 0 && Failures.All(static failure => failure.Kind is RunFailure.Unknown or RunFailure.Cluster);

    /// <summary>The verdict on the run.</summary>
    public RunVerdict Verdict =>
        HasPassed
            ? Plan.ExpectationCount > 0
                ? RunVerdict.Passed
                : RunVerdict.NothingExpected
            : IsUnknown
                ? Account.Sum == Account.NotSent
                    ? RunVerdict.NotRun
                    : RunVerdict.Unknown
                : Failures.All(static failure => failure.Kind == RunFailure.Refused)
                    ? RunVerdict.Refused
                    : RunVerdict.Failed;

    /// <summary>The outcome of a run for which no session could be opened.</summary>
    /// <param name="plan">The scenario.</param>
    /// <param name="failure">The reason.</param>
    /// <param name="wanted">How many operations the scenario asks for: none of them was sent.</param>
    /// <param name="measured">Wall time.</param>
    public static RunOutcome NotBegun(ScenarioPlan plan, RunFailure failure, long wanted, TimeSpan measured) =>
        new()
        {
            Plan = plan,
            Failures = [failure],
            Notices = [],
            IsNotBegun = true,
            Refusals = [],
            Costs = new(),
            World = new([]),
            Operations = 0,
            Account = new(0, 0, 0, wanted),
            Fingerprint = null,
            At = default,
            Measured = measured,
        };
}
