using SvaOrleans.Model.Events;
using SvaOrleans.Silo;
using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Exploration.Order;

namespace SvaOrleans.Checking.Invariants;

/// <summary>8, 24, 25, 27, 32, 34: no object was asked for something after it was freed, torn down twice, or used by a fault that outlived it. The
/// object itself says so, since a virtual actor never does not exist.</summary>
/// <param name="simulation">The simulation.</param>
/// <param name="trace">What happened.</param>
public sealed class NoVerdict(ILocalSimulation simulation, EventTrace trace) : KernelOracle(simulation, trace)
{
    private int _seen;

    /// <inheritdoc/>
    public override string Name => "8, 24, 25, 27, 32, 34: nothing is used after it was freed";

    /// <inheritdoc/>
    public override bool WatchesSteps => true;

    /// <inheritdoc/>
    public override void Begin() => _seen = 0;

    /// <inheritdoc/>
    public override void AfterStep(Activation at)
    {
        // A boot that is over is forgotten; its verdicts were given as they came.
        for (_seen = Math.Min(_seen, Trace.Events.Count); _seen < Trace.Events.Count; _seen++)
        {
            var happened = Trace.Events[_seen].Event;
            if (happened.Kind == SvaEventKind.Verdict)
            {
                throw Fail($"{happened.Object}: {happened.Note}");
            }
        }
    }

    /// <inheritdoc/>
    public override void AtEnd(CausalOrder? order)
    {
        _seen = 0;
        AfterStep(null!);
    }
}
