using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SvaOrleans.Silo.Serving;
using SvaOrleans.Silo.Storage;

namespace SvaOrleans.Silo;

/// <summary>Starts clusters that serve, on the engine that this build is for.</summary>
public static class Servers
{
    /// <summary>Where Orleans' own dashboard is: nowhere, on this engine.</summary>
    public static string? Dashboard => null;

    /// <summary>Starts a cluster and serves it.</summary>
    /// <param name="order">How.</param>
    /// <param name="stop">Gives the start up.</param>
    /// <exception cref="SiloSettingsException">A setting is not what it must be, or a port is taken.</exception>
    public static async Task<ClusterServer> Start(ServeOrder order, CancellationToken stop = default)
    {
        stop.ThrowIfCancellationRequested();
        var builder = ClusterServer.CreateBuilder(order.Settings);
        if (SiloSettings.Check(() => builder.Configuration.GetSection(StorageOptions.Section).Get<StorageOptions>())?.Kind == StorageKind.PostgreSql)
        {
            throw new SiloSettingsException($"{StorageOptions.Section}:{nameof(StorageOptions.Kind)} is {StorageKind.PostgreSql}, but the simulated engine keeps everything in memory; expected {StorageKind.Memory}, or engine Orleans (./sva --engine orleans up)");
        }

        builder.Services.AddSingleton<IServedCluster>(_ => new EngineCluster(new() { Silos = order.Silos, Seed = order.Seed }));
        return await ClusterServer.Start(builder);
    }

    /// <summary>Is a silo of a cluster that another process serves: not on this engine, whose silos are all in the server.</summary>
    /// <param name="name">The silo's name.</param>
    /// <param name="port">Its port.</param>
    /// <param name="primaryPort">The port of the server's own silo.</param>
    /// <exception cref="SiloSettingsException">Always.</exception>
    public static Task RunSilo(string name, int port, int primaryPort) =>
        throw new SiloSettingsException($"{name} cannot be started alone: the simulated engine has no silo processes");
}
