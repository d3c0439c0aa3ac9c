using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Events;
using SvaOrleans.Scenarios.Plan;

namespace SvaOrleans.Scenarios.Running;

/// <summary>Observes nothing of a run: only its outcome counts.</summary>
internal class Unwatched : IRunObserver
{
    /// <inheritdoc/>
    public void Begin(ScenarioPlan plan, string engine, ulong? seed) { }

    /// <inheritdoc/>
    public void Result(StepPlan step, StepResult result) { }

    /// <inheritdoc/>
    public void Event(in SvaEvent happened) { }

    /// <inheritdoc/>
    public void Progress(StepPlan step, long events, double? fraction) { }

    /// <inheritdoc/>
    public void Replayed(StepPlan step, ReplayFigures figures, StepResult result) { }

    /// <inheritdoc/>
    public virtual void Failure(RunFailure failure) { }

    /// <inheritdoc/>
    public void Held(int checks) { }

    /// <inheritdoc/>
    public void End(RunOutcome outcome) { }
}
