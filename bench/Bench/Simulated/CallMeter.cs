using SvaOrleans.Silo;

namespace SvaOrleans.Bench;

/// <summary>Grain calls, counted by the engine.</summary>
internal static class CallMeter
{
    /// <summary>How many there were since the simulation began.</summary>
    public static long? Of(ILocalSimulation simulation) => ((EngineSimulation)simulation).Cluster.World.CallCount;
}
