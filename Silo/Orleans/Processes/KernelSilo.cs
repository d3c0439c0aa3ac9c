using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using SvaOrleans.Silo.Events;
using SvaOrleans.Silo.Orleans.Logging;
using SvaOrleans.Silo.Orleans.Network;
using SvaOrleans.Silo.Orleans.Postgres;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Silo.Orleans.Processes;

/// <summary>Builds silos for kernels on the loopback address.</summary>
internal static class KernelSilo
{
    /// <summary>Builds a silo. It listens on the loopback address only and has no gateway.</summary>
    /// <param name="place">The silo's name and ports.</param>
    /// <param name="clockScale">How many times faster than modelled time drivers sleep.</param>
    /// <param name="events">The log that its objects append events to.</param>
    /// <param name="live">Receives the silo's activations.</param>
    /// <param name="configure">Configures the silo further.</param>
    /// <param name="database">The database for membership and storage; in memory if absent.</param>
    public static IHost Build(
        SiloPlace place,
        long clockScale,
        EventLog events,
        LiveObjects live,
        Action<ISiloBuilder>? configure = null,
        DatabaseSilo? database = null
    )
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { ApplicationName = nameof(SvaOrleans), DisableDefaults = true });
        SiloSettings.Add(builder.Configuration, builder.Logging, place.Name);
        OutageSieve.Add(builder.Services);
        builder.Services.AddSingleton<IHostLifetime, UnsignalledLifetime>();
        AddOptions(builder.Services);
        builder.UseOrleans(silo =>
        {
            silo.UseLoopback(place, database).AddSvaKernels(events, live, clockScale, database is null ? null : database.Store);
            configure?.Invoke(silo);
            FatalEnd.Add(silo.Services);
        });
        return builder.Build();
    }

    /// <summary>Adds the settings of silos.</summary>
    public static void AddOptions(IServiceCollection services) =>
        services
            .AddSingleton<IValidateOptions<SvaSiloOptions>, SvaSiloOptionsValidator>()
            .AddOptions<SvaSiloOptions>()
            .BindConfiguration(SvaSiloOptions.Section)
            .ValidateOnStart();

    /// <summary>Places a silo on the loopback address, on a port that it does not share.</summary>
    public static ISiloBuilder UseLoopback(this ISiloBuilder silo, SiloPlace place, DatabaseSilo? database) =>
        (
            database is not null
                ? database.Place(silo, place)
                : silo.Configure<SiloOptions>(options => options.SiloName = place.Name)
                    .UseLocalhostClustering(
                        place.Port,
                        gatewayPort: 0,
                        new IPEndPoint(IPAddress.Loopback, place.PrimaryPort),
                        nameof(SvaOrleans),
                        nameof(SvaOrleans)
                    )
        ).UseExclusiveListener();

    /// <summary>Finds a port of the loopback address that is free now.</summary>
    public static int FindFreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
