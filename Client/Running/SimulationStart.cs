using SvaOrleans.Silo;

namespace SvaOrleans.Client.Running;

/// <summary>Starts a simulation on the engine of this build.</summary>
internal static class SimulationStart
{
    /// <summary>Starts one.</summary>
    /// <param name="seed">Of the random strategy; null for first in, first out.</param>
    public static Task<ISimulation> Create(ulong? seed) => Simulations.Create(new SimulationOptions { Seed = seed });
}
