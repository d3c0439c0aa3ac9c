using SvaOrleans.Silo;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Server;

/// <summary>Starts and serves clusters.</summary>
public static class Servers
{
    /// <summary>The path of Orleans' dashboard for an engine; null if there is none.</summary>
    /// <param name="engine">The engine.</param>
    public static string? DashboardOf(string engine) => engine == nameof(EngineKind.Orleans) ? OrleansServer.Dashboard : null;

    /// <summary>Starts a cluster and serves it.</summary>
    /// <param name="order">The engine, the silos and the settings.</param>
    /// <param name="stop">Cancels the start.</param>
    /// <exception cref="SiloSettingsException">A setting is not what it must be, or a port is taken.</exception>
    public static Task<ClusterServer> Start(ServeOrder order, CancellationToken stop = default) =>
        order.Engine switch
        {
            EngineKind.Simulated => SimulatedServer.Start(order, stop),
            _ => OrleansServer.Start(order, stop),
        };
}
