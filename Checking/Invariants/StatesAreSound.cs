using SvaOrleans.Grains.Kernel;
using SvaOrleans.Model;
using SvaOrleans.Silo;
using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Exploration.Order;

namespace SvaOrleans.Checking.Invariants;

/// <summary>2, 3, 7, 17, 18, 36, 37, 41: what a state can say of itself holds after every step at its object.</summary>
/// <param name="simulation">The simulation.</param>
/// <param name="trace">What happened.</param>
public sealed class StatesAreSound(ILocalSimulation simulation, EventTrace trace) : KernelOracle(simulation, trace)
{
    /// <inheritdoc/>
    public override string Name => "2, 3, 7, 17, 18, 36, 37, 41: every state is sound";

    /// <inheritdoc/>
    public override bool WatchesSteps => true;

    /// <inheritdoc/>
    public override void AfterStep(Activation at)
    {
        if (at.Instance is IKernelObject { StateObject: ICheckedState state } found)
        {
            Check(found.Name, state);
        }
    }

    /// <inheritdoc/>
    public override void AtEnd(CausalOrder? order)
    {
        foreach (var (name, state) in States)
        {
            if (state is ICheckedState checkable)
            {
                Check(name, checkable);
            }
        }
    }

    private void Check(ObjectName name, ICheckedState state)
    {
        try
        {
            state.Check();
        }
        catch (ModelInvariantException broken)
        {
            throw Fail($"{name}: {broken.Message}");
        }
    }
}
