using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using SvaOrleans.Silo.Events;
using SvaOrleans.Silo.Orleans;

namespace SvaOrleans.Server.Tests.Joining;

/// <summary>What somebody else's program may look like: a silo that kernels can live on, with the right names and ports of a cluster that
/// it was not started for. It says <c>joined</c>, or <c>refused</c>, and lives until its input ends.</summary>
public static class StrangerProgram
{
    /// <summary>Said when it has joined.</summary>
    public const string Joined = "joined";

    /// <summary>Said when it has given up.</summary>
    public const string Refused = "refused";

    public static async Task<int> Main(string[] arguments)
    {
        var order = Stranger.Read(arguments);
        var builder = Host.CreateEmptyApplicationBuilder(new() { DisableDefaults = true });
        builder.UseOrleans(silo =>
        {
            if (order.Database is null)
            {
                silo.UseLocalhostClustering(
                    order.Port,
                    gatewayPort: 0,
                    new IPEndPoint(IPAddress.Loopback, order.Primary),
                    order.Service,
                    order.Cluster
                );
            }
            else
            {
                silo.Configure<ClusterOptions>(options => (options.ServiceId, options.ClusterId) = (order.Service, order.Cluster))
                    .Configure<EndpointOptions>(options =>
                        (options.AdvertisedIPAddress, options.SiloPort, options.GatewayPort) = (IPAddress.Loopback, order.Port, 0)
                    )
                    .UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", order.Database));
            }

            silo.Configure<SiloOptions>(options => options.SiloName = order.Name);
            if (order.HasOwnTls)
            {
                silo.UseTls(
                    MakeCertificate(),
                    static tls =>
                    {
                        tls.AllowAnyRemoteCertificate();
                        tls.OnAuthenticateAsClient = static (_, options) => options.TargetHost = "silo";
                    }
                );
            }

            var events = new EventLog(keepsAll: false);
            silo.AddSvaKernels(events, new(events));
        });
        using var host = builder.Build();
        try
        {
            await host.StartAsync();
        }
        catch (Exception refused)
        {
            await Console.Out.WriteLineAsync($"{Refused} {refused.GetType().Name}");
            return 1;
        }

        await Console.Out.WriteLineAsync(Joined);
        await Console.In.ReadToEndAsync();
        return 0;
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=control", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }
}
