using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Dashboard;
using SvaOrleans.Server.Watching;
using SvaOrleans.Silo;
using SvaOrleans.Silo.Clusters;
using SvaOrleans.Silo.Events;
using SvaOrleans.Silo.Logging;
using SvaOrleans.Silo.Orleans;
using SvaOrleans.Silo.Orleans.Logging;
using SvaOrleans.Silo.Orleans.Network;
using SvaOrleans.Silo.Orleans.Placement;
using SvaOrleans.Silo.Orleans.Postgres;
using SvaOrleans.Silo.Orleans.Processes;
using SvaOrleans.Silo.Orleans.Trust;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Server;

/// <summary>Starts and serves a cluster on Orleans: a silo in the server's process, and a process for each of the others.</summary>
internal static class OrleansServer
{
    private const int ControlPortTries = 8;
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(5);

    /// <summary>The path of Orleans' dashboard on the server.</summary>
    internal const string Dashboard = "/dashboard";

    /// <summary>Starts a cluster and serves it.</summary>
    /// <param name="order">The engine, the silos and the settings.</param>
    /// <param name="stop">Cancels the start.</param>
    /// <exception cref="SiloSettingsException">A setting is not what it must be, or a port is taken.</exception>
    internal static async Task<ClusterServer> Start(ServeOrder order, CancellationToken stop = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await StartOnce(order, stop);
            }
            catch (Exception taken) when (ExclusiveListener.IsTaken(taken) && attempt < ControlPortTries)
            {
                // Another program took the control silo's port between the check and its use: try another one.
            }
            catch (Exception wrong) when (SiloSettings.Explain(wrong) is { } why)
            {
                throw new SiloSettingsException(why, wrong);
            }
        }
    }

    private static async Task<ClusterServer> StartOnce(ServeOrder order, CancellationToken stop)
    {
        var builder = ClusterServer.CreateBuilder(order.Settings);
        KernelSilo.AddOptions(builder.Services);
        OutageSieve.Add(builder.Services);
        var stored = PostgresConnection.ReadOptions(builder.Configuration);
        var connection = stored.Kind == StorageKind.PostgreSql ? new PostgresConnection(stored) : null;
        var claim = connection is null ? null : await StorageClaim.Take(connection, stored.Service);
        try
        {
            return await Start(order, builder, claim is null ? null : new(connection!, stored.Service, claim.Cluster), claim, stop);
        }
        catch
        {
            if (claim is not null)
            {
                await claim.DisposeAsync();
            }

            throw;
        }
    }

    private static void MapDashboard(WebApplication app)
    {
        app.MapOrleansDashboard(Dashboard);

        // The dashboard's menu keeps the entry, and the dashboard's own refusal would leave that page at "Connecting".
        app.MapGet(
                Dashboard + "/Trace",
                static () => Results.Text("The log of this cluster is written to the standard error of ./sva up.\n")
            )
            .WithOrder(-1);
    }

    private static async Task<ClusterServer> Start(
        ServeOrder order,
        WebApplicationBuilder builder,
        DatabaseSilo? database,
        StorageClaim? claim,
        CancellationToken stop
    )
    {
        var port = KernelSilo.FindFreePort();
        var place = new SiloPlace(HostPlacement.ControlSilo, port, port);
        var authority = new StartAuthority();
        var credentials = authority.Issue(place.Name);

        // Factories create these, so the container disposes them with the server.
        builder
            .Services.AddSingleton(_ => authority)
            .AddSingleton(static services => KnownSilos.Of(services.GetRequiredService<ILocalSiloDetails>().SiloAddress))
            .AddSingleton<UnknownMembers>();
        builder.UseOrleans(silo =>
        {
            var events = new EventLog(keepsAll: false);
            silo.UseLoopback(place, database)
                .AddSvaKernels(events, new(events), store: database is null ? null : database.Store)
                .UseMutualTls(credentials)
                // The log holds paths and stacks: it goes to standard error only.
                .AddDashboard(static dashboard => dashboard.HideTrace = true);
            FatalEnd.Add(silo.Services);
        });
        if (database is not null)
        {
            builder.Services.AddSingleton(_ => claim!);
            builder.Services.AddSingleton<IHostRegister>(_ => new PostgresRegister(database.Connection, database.Service));
            builder.Services.AddHostedService<StorageKeeper>();

            // A member that the server did not start writes itself into the membership without notifying the silos, so they read the table
            // often.
            builder.Services.Configure<ClusterMembershipOptions>(static options => options.TableRefreshTimeout = LookInterval);
        }

        builder.Services.AddSingleton(services => new ProcessCluster(
            services.GetRequiredService<IGrainFactory>(),
            services.GetRequiredService<IClusterMembershipService>(),
            place,
            services.GetRequiredService<StartAuthority>(),
            services.GetRequiredService<KnownSilos>(),
            services.GetRequiredService<UnknownMembers>(),
            services.GetRequiredService<RefusedConnections>(),
            services.GetRequiredService<Outages>(),
            database,
            LogOptions.Environment(LogSettings.Read(builder.Configuration)),
            services.GetRequiredService<IOptions<SvaSiloOptions>>(),
            services.GetRequiredService<IHostApplicationLifetime>(),
            services.GetRequiredService<ILogger<ProcessCluster>>()
        )
        {
            StorageKind = database is null ? StorageKind.Memory : StorageKind.PostgreSql,
            Storage = database is null
                ? "in memory; it goes when the server goes"
                : $"{database.Connection.About}, under the name {database.Service}",
            Clustering = database is null
                ? $"in memory, by the server's own silo {place.Name} at 127.0.0.1:{place.Port}"
                : $"{database.Connection.About}, as cluster {database.Cluster}",
        });
        builder.Services.AddSingleton<IServedCluster>(static services => services.GetRequiredService<ProcessCluster>());
        builder.Services.AddHostedService(static services => services.GetRequiredService<ProcessCluster>());
        var server = await ClusterServer.Start(builder, MapDashboard);
        try
        {
            await ((ProcessCluster)server.Cluster).StartSilos(order.Silos).WaitAsync(stop);
            await server.BringBack().WaitAsync(stop);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }
}
