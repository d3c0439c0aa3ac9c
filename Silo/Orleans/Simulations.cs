using SvaOrleans.Silo.Cluster;

namespace SvaOrleans.Silo;

/// <summary>Starts simulations on the engine that this build is for.</summary>
public static class Simulations
{
    /// <summary>The engine that this build is for.</summary>
    public const string Engine = "Orleans";

    /// <summary>Starts a simulation in this process: silos on loopback, found by their own client.</summary>
    /// <param name="options">How.</param>
    /// <exception cref="SiloSettingsException">A setting is not what it must be.</exception>
    public static async Task<ILocalSimulation> Create(SimulationOptions options) => await ClusterSimulation.Start(options);
}
