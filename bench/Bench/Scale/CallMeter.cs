using SvaOrleans.Silo;
using SvaOrleans.Silo.Simulated;

namespace SvaOrleans.Bench;

/// <summary>Grain calls, where the engine counts them for a simulation alone.</summary>
internal static class CallMeter
{
    /// <summary>How many there were since the simulation began; null on Orleans.</summary>
    public static long? Of(ILocalSimulation simulation) => (simulation as EngineSimulation)?.Cluster.World.CallCount;
}
