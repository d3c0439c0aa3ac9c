using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Connections.Security;

namespace SvaOrleans.Silo.Cluster;

/// <summary>Has silos speak to those of their own start alone.</summary>
internal static class MutualTls
{
    // What the TLS client asks for by name; silos are known by their authority, not by where they are.
    private const string TargetHost = "silo.sva.invalid";

    /// <summary>Lets in, and calls, whoever shows a certificate of this start.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="credentials">What it shows, and by what it knows the others.</param>
    public static ISiloBuilder UseMutualTls(this ISiloBuilder silo, SiloCredentials credentials)
    {
        silo.Services.AddSingleton<RefusedConnections>();

        // Outside of TLS: what comes out of it without a protocol was refused.
        silo.Configure<SiloConnectionOptions>(static options => options.ConfigureSiloInboundConnection(static builder =>
        {
            var refused = builder.ApplicationServices.GetRequiredService<RefusedConnections>();
            builder.Use(next => async connection =>
            {
                await next(connection);
                if (connection.Features.Get<ITlsApplicationProtocolFeature>() is null)
                {
                    refused.Add(connection.RemoteEndPoint);
                }
            });
        }));
        return silo.UseTls(credentials.Own, tls =>
        {
            tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
            tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
            tls.RemoteCertificateValidation = (certificate, _, _) => credentials.IsOfThisStart(certificate);
            tls.OnAuthenticateAsClient = static (_, options) => options.TargetHost = TargetHost;
        });
    }
}
