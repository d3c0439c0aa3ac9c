using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Connections.Security;

namespace SvaOrleans.Silo.Orleans.Trust;

/// <summary>Restricts the connections of silos to those of their own start.</summary>
internal static class MutualTls
{
    /// <summary>The time limit of a handshake, on either side. It is far longer than an idle machine needs: a silo that is given up tries
    /// again, and makes a busy machine repeat the work.</summary>
    public static readonly TimeSpan GreetingLimit = TimeSpan.FromSeconds(30);

    // The name that the TLS client requires. Silos are authenticated by their authority, not by their address.
    private const string TargetHost = "silo.sva.invalid";

    /// <summary>Accepts and opens only connections to silos with a certificate of this start.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="credentials">The silo's certificate and the authority that it trusts.</param>
    /// <param name="greetingLimit">The time limit of a handshake; <see cref="GreetingLimit"/> if absent.</param>
    public static ISiloBuilder UseMutualTls(this ISiloBuilder silo, SiloCredentials credentials, TimeSpan? greetingLimit = null)
    {
        var limit = greetingLimit ?? GreetingLimit;
        silo.Services.AddSingleton<RefusedConnections>();
        silo.Configure<ConnectionOptions>(options => options.OpenConnectionTimeout = limit);

        // This middleware is outside of TLS: a connection that leaves TLS without a negotiated protocol was refused.
        silo.Configure<SiloConnectionOptions>(options =>
            options.ConfigureSiloInboundConnection(builder =>
            {
                var refused = builder.ApplicationServices.GetRequiredService<RefusedConnections>();
                builder.Use(next => connection => Greet(connection, next, refused, limit));
            })
        );
        return silo.UseTls(
            credentials.Own,
            tls =>
            {
                tls.HandshakeTimeout = limit;
                tls.RemoteCertificateMode = RemoteCertificateMode.RequireCertificate;
                tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
                tls.RemoteCertificateValidation = (certificate, _, _) => credentials.IsOfThisStart(certificate);
                tls.OnAuthenticateAsClient = static (_, options) => options.TargetHost = TargetHost;
            }
        );
    }

    private static async Task Greet(ConnectionContext connection, ConnectionDelegate next, RefusedConnections refused, TimeSpan limit)
    {
        var transport = connection.Transport;
        var greeting = new GreetingTransport(transport, () => connection.Features.Get<ITlsApplicationProtocolFeature>() is not null);
        var since = TimeProvider.System.GetTimestamp();
        try
        {
            connection.Transport = greeting;
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
        }

        if (greeting.IsOver)
        {
            return;
        }

        if (TimeProvider.System.GetElapsedTime(since) >= limit)
        {
            refused.AddUnfinished(connection.RemoteEndPoint, limit);
        }
        else if (!greeting.HasLeft)
        {
            refused.Add(connection.RemoteEndPoint);
        }
    }
}
