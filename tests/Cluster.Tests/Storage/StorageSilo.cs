using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Providers;
using Orleans.Storage;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Server.Tests.Storage;
using SvaOrleans.Silo.Events;
using SvaOrleans.Silo.Orleans.Postgres;
using SvaOrleans.Silo.Orleans.Processes;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Cluster.Tests.Storage;

/// <summary>A silo as the product builds it, of which the storage alone is asked.</summary>
internal sealed class StorageSilo : IAsyncDisposable
{
    private readonly IHost _host;

    private StorageSilo(IHost host) => this._host = host;

    public IGrainStorage Storage => _host.Services.GetRequiredKeyedService<IGrainStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME);

    public static Task<StorageSilo> InMemory() => Start(null);

    public static Task<StorageSilo> In(PostgresServer server, string database, string cluster = "storage-1") =>
        Start(
            new(
                new(
                    new()
                    {
                        Kind = StorageKind.PostgreSql,
                        ConnectionString = server.Where(database),
                        Password = PostgresServer.Password,
                    }
                ),
                "storage",
                cluster
            )
        );

    /// <summary>A grain's identity.</summary>
    public static GrainId Host(string name, string generation = "2018") => GrainNames.IdOf(new(name, ObjectKind.Host, ""), generation);

    /// <summary>What a new activation of a grain finds.</summary>
    public async Task<GrainState<T>> Read<T>(GrainId grain, string state = "host")
        where T : new()
    {
        var found = new GrainState<T>(new());
        await Storage.ReadStateAsync(state, grain, found);
        return found;
    }

    /// <summary>Writes as an activation does that has found <paramref name="seen"/>.</summary>
    public async Task<bool> TryWrite<T>(GrainId grain, GrainState<T> seen, T value, string state = "host")
    {
        seen.State = value;
        try
        {
            await Storage.WriteStateAsync(state, grain, seen);
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(new CancellationToken(canceled: true));
        _host.Dispose();
    }

    private static async Task<StorageSilo> Start(DatabaseSilo? database)
    {
        var events = new EventLog(keepsAll: false);
        var port = KernelSilo.FindFreePort();
        var host = KernelSilo.Build(new("silo-0", port, port), 1_000, events, new(events), database: database);
        await host.StartAsync();
        return new(host);
    }
}
