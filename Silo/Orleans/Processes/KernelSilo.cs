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

/// <summary>Makes silos on the loopback address that kernels can live on.</summary>
internal static class KernelSilo
{
    /// <summary>Builds one; it listens on the loopback address alone and has no gateway.</summary>
    /// <param name="place">Its name and ports.</param>
    /// <param name="clockScale">How many times faster than modelled time drivers sleep.</param>
    /// <param name="events">Where events go.</param>
    /// <param name="live">Is told of its objects.</param>
    /// <param name="configure">Adds to it.</param>
    /// <param name="database">Where it finds the others and stores; in memory if absent.</param>
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

    /// <summary>Adds what can be set for silos.</summary>
    public static void AddOptions(IServiceCollection services) =>
        services
            .AddSingleton<IValidateOptions<SvaSiloOptions>, SvaSiloOptionsValidator>()
            .AddOptions<SvaSiloOptions>()
            .BindConfiguration(SvaSiloOptions.Section)
            .ValidateOnStart();

    /// <summary>Places a silo on the loopback address, on a port that nobody else has.</summary>
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

    /// <summary>A port of the loopback address that nobody listens on now.</summary>
    public static int FindFreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
