using SvaOrleans.Silo;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Server;

/// <summary>Starts clusters that serve.</summary>
public static class Servers
{
    /// <summary>Where Orleans' own dashboard is, on a server of an engine; null for nowhere.</summary>
    /// <param name="engine">The engine.</param>
    public static string? DashboardOf(string engine) => engine == nameof(EngineKind.Orleans) ? OrleansServer.Dashboard : null;

    /// <summary>Starts a cluster and serves it.</summary>
    /// <param name="order">How.</param>
    /// <param name="stop">Gives the start up.</param>
    /// <exception cref="SiloSettingsException">A setting is not what it must be, or a port is taken.</exception>
    public static Task<ClusterServer> Start(ServeOrder order, CancellationToken stop = default) =>
        order.Engine switch
        {
            EngineKind.Simulated => SimulatedServer.Start(order, stop),
            _ => OrleansServer.Start(order, stop),
        };
}
