using SvaOrleans.Silo.Orleans;
using SvaOrleans.Silo.Settings;
using SvaOrleans.Silo.Simulated;

namespace SvaOrleans.Silo;

/// <summary>Starts simulations in this process.</summary>
public static class Simulations
{
    /// <summary>Starts a simulation. On Orleans it starts silos on the loopback address and its own client.</summary>
    /// <param name="options">The simulation's options.</param>
    /// <exception cref="SiloSettingsException">A setting is not what it must be.</exception>
    public static async Task<ILocalSimulation> Create(SimulationOptions options) =>
        options.Engine switch
        {
            EngineKind.Simulated => new EngineSimulation(options),
            _ => await ClusterSimulation.Start(options),
        };
}
