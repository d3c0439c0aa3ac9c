using SvaOrleans.Simulation.Engine.Silos;

namespace SvaOrleans.Simulation.Hosting.Silos;

/// <summary>The state of a silo in Orleans' words.</summary>
internal static class SiloStates
{
    internal static SiloStatus Of(SimulatedSilo silo) =>
        !silo.IsAlive ? SiloStatus.Dead
        : silo.TakesActivations ? SiloStatus.Active
        : SiloStatus.ShuttingDown;
}
