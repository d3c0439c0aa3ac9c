using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Views;
using SvaOrleans.Scenarios.Plan;

namespace SvaOrleans.Scenarios.Running;

/// <summary>Watches a run.</summary>
internal interface IRunObserver
{
    /// <summary>A scenario begins.</summary>
    void Begin(ScenarioPlan plan, string engine, ulong? seed);

    /// <summary>A step has ended.</summary>
    void Result(StepPlan step, StepResult result);

    /// <summary>Something happened at a kernel object.</summary>
    void Event(in SvaEvent happened);

    /// <summary>A replay has made progress.</summary>
    void Progress(StepPlan step, long events, double? fraction);

    /// <summary>A replay has ended.</summary>
    void Replayed(StepPlan step, ReplayFigures figures, StepResult result);

    /// <summary>Something is not as it should be.</summary>
    void Failure(RunFailure failure);

    /// <summary>An expectation on the state holds.</summary>
    void Held(int checks);

    /// <summary>A part of the scenario has ended.</summary>
    /// <param name="segment">The part.</param>
    /// <param name="view">Makes a view of the state, on demand.</param>
    Task Segment(Segment segment, Func<Task<WorldView>> view) => Task.CompletedTask;

    /// <summary>A scenario has ended.</summary>
    void End(RunOutcome outcome);
}
