using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SvaOrleans.Silo;
using SvaOrleans.Silo.Clusters;
using SvaOrleans.Silo.Settings;
using SvaOrleans.Silo.Simulated;

namespace SvaOrleans.Server;

/// <summary>Starts and serves a simulated cluster: all its silos are in the server's process.</summary>
internal static class SimulatedServer
{
    /// <inheritdoc cref="Servers.Start"/>
    internal static async Task<ClusterServer> Start(ServeOrder order, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var builder = ClusterServer.CreateBuilder(order.Settings);
        if (
            SiloSettings.Check(() => builder.Configuration.GetSection(StorageOptions.Section).Get<StorageOptions>())?.Kind
            == StorageKind.PostgreSql
        )
        {
            throw new SiloSettingsException(
                $"{StorageOptions.Section}:{nameof(StorageOptions.Kind)} is {StorageKind.PostgreSql}, but the simulated engine keeps everything in memory; expected {StorageKind.Memory}, or engine Orleans (./sva up --engine orleans)"
            );
        }

        builder.Services.AddSingleton<IServedCluster>(_ => new EngineCluster(
            new()
            {
                Engine = EngineKind.Simulated,
                Silos = order.Silos,
                Seed = order.Seed,
            }
        ));
        return await ClusterServer.Start(builder);
    }
}
