using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Server.Activity;
using SvaOrleans.Server.Api;
using SvaOrleans.Server.Guards;
using SvaOrleans.Server.Journal;
using SvaOrleans.Server.Pages;
using SvaOrleans.Server.Sessions;
using SvaOrleans.Server.Watching;
using SvaOrleans.Silo;
using SvaOrleans.Silo.Clusters;
using SvaOrleans.Silo.Logging;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Server;

/// <summary>Serves a cluster over HTTP, to clients of <c>--connect</c>, browsers and health checks.</summary>
public sealed class ClusterServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ClusterServer(WebApplication app) => this._app = app;

    /// <summary>The address that the server listens on: <c>http://127.0.0.1:5050</c>; <c>http://0.0.0.0:5050</c> is every address of the
    /// machine.</summary>
    public Uri Listening => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>The addresses that a client can connect to.</summary>
    public IReadOnlyList<Uri> Addresses => ReachableAddresses.Of(Listening);

    /// <summary>The first address, on this machine: <c>http://127.0.0.1:5050</c>.</summary>
    public Uri Address => Addresses[0];

    /// <summary>Whether a client must show a token.</summary>
    public bool AsksForToken => _app.Services.GetRequiredService<IOptions<ServeOptions>>().Value.Token is not null;

    /// <summary>The cluster.</summary>
    public IServedCluster Cluster => _app.Services.GetRequiredService<IServedCluster>();

    /// <summary>The path of Orleans' dashboard; null if there is none.</summary>
    public string? Dashboard => Servers.DashboardOf(Cluster.Engine);

    /// <summary>Creates the settings and services that every server starts with.</summary>
    /// <param name="args">Settings that override the file's: <c>--SvaOrleans:Serve:Port 0</c>.</param>
    public static WebApplicationBuilder CreateBuilder(IReadOnlyList<string> args)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = nameof(SvaOrleans) });
        SiloSettings.Add(builder.Configuration, builder.Logging, LogSource.Server, args);
        LogSettings.Read(builder.Configuration);
        builder.Services.AddSingleton<IHostLifetime, UnsignalledLifetime>();
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder
            .Services.AddSingleton<IValidateOptions<ServeOptions>, ServeOptionsValidator>()
            .AddOptions<ServeOptions>()
            .BindConfiguration(ServeOptions.Section);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<SessionTable>();
        builder.Services.AddSingleton<SiloStarter>();
        builder.Services.AddSingleton<IHostRegister, ForgetfulRegister>();
        builder.Services.AddSingleton<UpTime>();
        builder.Services.AddSingleton<ClusterJournal>();
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddSingleton<CallHistory>();
        builder.Services.AddHostedService(static services => services.GetRequiredService<CallHistory>());
        builder.Services.AddHostedService<ClusterWatch>();
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        return builder;
    }

    /// <summary>Starts a server.</summary>
    /// <param name="builder">The result of <see cref="CreateBuilder"/>, with an <see cref="IServedCluster"/> added.</param>
    /// <param name="map">Adds the endpoints of one engine.</param>
    /// <exception cref="SiloSettingsException">A setting is not what it must be, or the port is taken.</exception>
    public static async Task<ClusterServer> Start(WebApplicationBuilder builder, Action<WebApplication>? map = null)
    {
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            var options = kestrel.ApplicationServices.GetRequiredService<IOptions<ServeOptions>>().Value;
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.RequestMax;
            kestrel.Listen(options.ParsedAddress, options.Port);
        });
        // Building reads the settings, so nothing starts with wrong ones.
        var app = SiloSettings.Check(builder.Build);
        app.UseMiddleware<FaultGuard>();
        app.UseMiddleware<HeadAnswer>();
        app.UseMiddleware<OriginGuard>();
        app.UseMiddleware<TokenGuard>();
        app.UseMiddleware<BodyGuard>();
        app.UseRouting();
        HealthEndpoints.Map(app);
        PageEndpoints.Map(app);
        var api = app.MapGroup("/api/v1");
        ClusterEndpoints.Map(api);
        SessionEndpoints.Map(api);
        map?.Invoke(app);
        try
        {
            app.Services.GetRequiredService<UpTime>();
            app.Lifetime.ApplicationStopping.Register(app.Services.GetRequiredService<LogSource>().Stop);
            await StartListening(app, app.Services.GetRequiredService<IOptions<ServeOptions>>().Value);
            return new(app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Boots a host that belongs to no session and stays up.</summary>
    /// <param name="spec">The host's description.</param>
    public async Task<BootResult> Boot(HostSpec spec)
    {
        var (_, booted) = await _app.Services.GetRequiredService<SessionTable>().Boot(spec, null);
        _app.Services.GetRequiredService<ClusterJournal>().Add(JournalKind.HostBooted, spec.Host, Audits.TextOf(booted));
        return booted;
    }

    /// <summary>Boots the hosts that a former server of the same storage left, once the cluster is up.</summary>
    internal Task BringBack() => _app.Services.GetRequiredService<SessionTable>().BringBack();

    /// <summary>Waits for a signal or for <paramref name="stop"/>.</summary>
    /// <param name="stop">Stops it.</param>
    public Task WaitUntilStopped(CancellationToken stop) => _app.WaitForShutdownAsync(stop);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static async Task StartListening(WebApplication app, ServeOptions options)
    {
        try
        {
            await app.StartAsync();
        }
        catch (IOException taken) when (taken.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new SiloSettingsException(
                $"port {options.Port} of {options.Address} is taken by another program; expected a free one ({ServeOptions.Section}:{nameof(ServeOptions.Port)}, or --port)",
                taken
            );
        }
        catch (SocketException refused)
        {
            throw new SiloSettingsException(
                $"{options.Address}:{options.Port} cannot be listened on: {refused.Message}; expected an address of this machine",
                refused
            );
        }
    }
}
