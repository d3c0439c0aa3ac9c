using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Order;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Simulation.Testing;

/// <summary>Asks for one invariant of a test.</summary>
internal sealed class InvariantOracle(Invariant invariant, SimulatedCluster cluster, Action<Exception> threw) : Oracle
{
    public override string Name => invariant.Name;

    public override bool WatchesSteps => invariant.IsAlways;

    public override void AfterStep(Activation at) => Ask();

    public override void AtEnd(CausalOrder? order) => Ask();

    private void Ask()
    {
        bool holds;
        cluster.IsLookedAt = true;
        try
        {
            holds = invariant.Holds(cluster);
        }
        catch (Exception fault)
        {
            threw(fault);
            throw Fail($"it threw {fault.GetType().Name}: {fault.Message}");
        }
        finally
        {
            cluster.IsLookedAt = false;
        }

        if (!holds)
        {
            throw Fail("it does not hold");
        }
    }
}
