using SvaOrleans.Scenarios.Running;
using SvaOrleans.Simulation.Engine;

namespace SvaOrleans.Reports.Exploring;

/// <summary>Notes during which step of the world a scenario's expectation was first found broken.</summary>
/// <param name="world">The world.</param>
internal sealed class FirstFailure(World world) : Unwatched
{
    /// <summary>The step's number; 0 for none.</summary>
    public long Step { get; private set; }

    /// <summary>An order begins.</summary>
    public void Begin() => Step = 0;

    /// <inheritdoc/>
    public override void Failure(RunFailure failure) => Step = Step > 0 ? Step : world.StepCount;
}
