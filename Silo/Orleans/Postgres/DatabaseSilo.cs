using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Providers;
using Orleans.Storage;

namespace SvaOrleans.Silo.Orleans.Postgres;

/// <summary>Configures silos that use a database for membership and storage.</summary>
/// <param name="Connection">The database.</param>
/// <param name="Service">The service ID, under which they store.</param>
/// <param name="Cluster">The cluster ID, under which they find each other.</param>
internal sealed record DatabaseSilo(PostgresConnection Connection, string Service, string Cluster)
{
    private const string Unguarded = "database";

    /// <summary>Places a silo on the loopback address.</summary>
    public ISiloBuilder Place(ISiloBuilder silo, SiloPlace place) =>
        silo.Configure<SiloOptions>(options => options.SiloName = place.Name)
            .Configure<ClusterOptions>(options => (options.ServiceId, options.ClusterId) = (Service, Cluster))
            .Configure<EndpointOptions>(options =>
                (options.AdvertisedIPAddress, options.SiloPort, options.GatewayPort) = (IPAddress.Loopback, place.Port, 0)
            )
            .UseAdoNetClustering(options =>
                (options.Invariant, options.ConnectionString) = (PostgresConnection.Invariant, Connection.Secret)
            );

    /// <summary>Adds the database as a silo's storage.</summary>
    public void Store(ISiloBuilder silo) =>
        silo.AddAdoNetGrainStorage(
                Unguarded,
                options => (options.Invariant, options.ConnectionString) = (PostgresConnection.Invariant, Connection.Secret)
            )
            .Services.AddKeyedSingleton<IGrainStorage>(
                ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME,
                (services, _) => new GuardedStorage(services.GetRequiredKeyedService<IGrainStorage>(Unguarded), Connection)
            )
            .AddSingleton(static services =>
                services.GetRequiredKeyedService<IGrainStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME)
            );
}
