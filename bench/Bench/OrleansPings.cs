using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SvaOrleans.Bench;

/// <summary>A cluster of one silo that pings, on Orleans, in this process. The client is the silo's own: no socket lies between.</summary>
internal sealed class OrleansPings(IHost host) : PingCluster
{
    internal static async Task<OrleansPings> Start()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { DisableDefaults = true });
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        var port = FreePort();
        builder.UseOrleans(silo =>
            silo.UseLocalhostClustering(port, gatewayPort: 0, new IPEndPoint(IPAddress.Loopback, port), "bench", "bench")
        );
        var host = builder.Build();
        await host.StartAsync();
        return new OrleansPings(host);
    }

    /// <summary>Has all activations collected, so that they do not pile up.</summary>
    public override Task Forget() =>
        host.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

    public override Task<TResult> Run<TResult>(Func<IGrainFactory, Task<TResult>> client)
    {
        var factory = host.Services.GetRequiredService<IGrainFactory>();
        return Task.Run(() => client(factory));
    }

    public override async ValueTask DisposeAsync()
    {
        await host.StopAsync(new CancellationToken(canceled: true));
        host.Dispose();
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
