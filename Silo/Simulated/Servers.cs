using Microsoft.Extensions.DependencyInjection;
using SvaOrleans.Silo.Serving;

namespace SvaOrleans.Silo;

/// <summary>Starts clusters that serve, on the engine that this build is for.</summary>
public static class Servers
{
    /// <summary>Starts a cluster and serves it.</summary>
    /// <param name="order">How.</param>
    /// <exception cref="SiloSettingsException">A setting is not what it must be, or a port is taken.</exception>
    public static async Task<ClusterServer> Start(ServeOrder order)
    {
        var builder = ClusterServer.CreateBuilder(order.Settings);
        builder.Services.AddSingleton<IServedCluster>(_ => new EngineCluster(new() { Silos = order.Silos, Seed = order.Seed }));
        return await ClusterServer.Start(builder);
    }
}
