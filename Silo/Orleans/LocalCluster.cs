using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using SvaOrleans.Silo.Events;

namespace SvaOrleans.Silo.Cluster;

/// <summary>Silos in this process, on free ports of the loopback address. The first one keeps the membership.</summary>
internal sealed class LocalCluster : IAsyncDisposable
{
    private readonly List<IHost> hosts = [];
    private readonly List<LiveObjects> live = [];

    private LocalCluster()
    {
    }

    /// <summary>The services of the first silo, through which everything is called.</summary>
    public IServiceProvider Services => hosts[0].Services;

    /// <summary>The objects of each silo.</summary>
    public IReadOnlyList<LiveObjects> Live => live;

    /// <summary>Starts silos <c>silo-0</c>, <c>silo-1</c> ... and waits until each knows all.</summary>
    /// <param name="options">How many, and the clock's scale.</param>
    /// <param name="events">Where events go.</param>
    /// <exception cref="SiloSettingsException">A setting is not what it must be.</exception>
    public static async Task<LocalCluster> Start(SimulationOptions options, EventLog events)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Silos, 1);
        var cluster = new LocalCluster();
        try
        {
            var ports = new List<int>();
            for (var index = 0; index < options.Silos; index++)
            {
                ports.Add(await cluster.AddSilo(index, ports.Count > 0 ? ports[0] : null, options, events));
            }

            await cluster.WaitUntilJoined();
            SiloLog.Started(cluster.Services.GetRequiredService<ILogger<LocalCluster>>(), options.Silos, string.Join(", ", ports), options.ClockScale);
            return cluster;
        }
        catch (OptionsValidationException invalid)
        {
            await cluster.DisposeAsync();
            throw new SiloSettingsException(string.Join("; ", invalid.Failures), invalid);
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException || unreadable.Source == typeof(ConfigurationBinder).Assembly.GetName().Name)
        {
            await cluster.DisposeAsync();
            throw new SiloSettingsException(unreadable is InvalidDataException ? unreadable.GetBaseException().Message : unreadable.Message, unreadable);
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Nothing outlives a simulation, so there is nothing to say goodbye for: a cancelled token makes a silo stop at once.
        foreach (var host in Enumerable.Reverse(hosts))
        {
            await host.StopAsync(new CancellationToken(canceled: true));
            host.Dispose();
        }

        hosts.Clear();
    }

    private static IHost Build(string name, int port, int primaryPort, SimulationOptions options, EventLog events, LiveObjects live)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { ApplicationName = nameof(SvaOrleans), DisableDefaults = true });
        AddSettings(builder);
        builder.Services
            .AddSingleton<IValidateOptions<SvaSiloOptions>, SvaSiloOptionsValidator>()
            .AddOptions<SvaSiloOptions>().BindConfiguration(SvaSiloOptions.Section).ValidateOnStart();
        builder.UseOrleans(silo => silo
            .Configure<SiloOptions>(silo => silo.SiloName = name)
            .UseLocalhostClustering(port, gatewayPort: 0, new IPEndPoint(IPAddress.Loopback, primaryPort), nameof(SvaOrleans), nameof(SvaOrleans))
            .AddSvaKernels(events, live, options.ClockScale));
        return builder.Build();
    }

    private static void AddSettings(HostApplicationBuilder builder)
    {
        // A start that fails is told once, by whoever started; the host would tell it again with every frame.
        builder.Configuration
            .AddInMemoryCollection([new("Logging:LogLevel:Default", "Error"), new("Logging:LogLevel:Microsoft.Extensions.Hosting", "None")])
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddEnvironmentVariables();
        builder.Logging
            .AddConfiguration(builder.Configuration.GetSection("Logging"))
            .AddConsole(static console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    private static int FindFreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private async Task<int> AddSilo(int index, int? primaryPort, SimulationOptions options, EventLog events)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = FindFreePort();
            var objects = new LiveObjects(events);
            var host = Build($"silo-{index}", port, primaryPort ?? port, options, events, objects);
            var logger = host.Services.GetRequiredService<ILogger<LocalCluster>>();
            try
            {
                await host.StartAsync();
                hosts.Add(host);
                live.Add(objects);
                return port;
            }
            catch (SocketException taken) when (
                taken.SocketErrorCode == SocketError.AddressAlreadyInUse
                && attempt < host.Services.GetRequiredService<IOptions<SvaSiloOptions>>().Value.PortTries)
            {
                SiloLog.PortTaken(logger, port);
                host.Dispose();
            }
            catch
            {
                host.Dispose();
                throw;
            }
        }
    }

    // Placement compares silos by name: until every silo knows all the others, two of them could choose differently for one host.
    private async Task WaitUntilJoined()
    {
        using var limit = new CancellationTokenSource(Services.GetRequiredService<IOptions<SvaSiloOptions>>().Value.StartLimit);
        foreach (var host in hosts)
        {
            await foreach (var snapshot in host.Services.GetRequiredService<IClusterMembershipService>().MembershipUpdates.WithCancellation(limit.Token))
            {
                if (snapshot.Members.Values.Count(static member => member.Status == SiloStatus.Active) == hosts.Count)
                {
                    break;
                }
            }

            await foreach (var manifest in host.Services.GetRequiredService<IClusterManifestProvider>().Updates.WithCancellation(limit.Token))
            {
                if (manifest.Silos.Count == hosts.Count)
                {
                    break;
                }
            }
        }
    }
}
