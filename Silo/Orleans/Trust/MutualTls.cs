using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Connections.Security;

namespace SvaOrleans.Silo.Orleans.Trust;

/// <summary>Has silos speak to those of their own start alone.</summary>
internal static class MutualTls
{
    /// <summary>How long a greeting may take, on either side: far longer than on a machine that has time for it, as a silo that is given up
    /// tries again and has the machine do the same work once more.</summary>
    public static readonly TimeSpan GreetingLimit = TimeSpan.FromSeconds(30);

    // What the TLS client asks for by name; silos are known by their authority, not by where they are.
    private const string TargetHost = "silo.sva.invalid";

    /// <summary>Lets in, and calls, whoever shows a certificate of this start.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="credentials">What it shows, and by what it knows the others.</param>
    /// <param name="greetingLimit">How long a greeting may take; <see cref="GreetingLimit"/> if absent.</param>
    public static ISiloBuilder UseMutualTls(this ISiloBuilder silo, SiloCredentials credentials, TimeSpan? greetingLimit = null)
    {
        var limit = greetingLimit ?? GreetingLimit;
        silo.Services.AddSingleton<RefusedConnections>();
        silo.Configure<ConnectionOptions>(options => options.OpenConnectionTimeout = limit);

        // Outside of TLS: what comes out of it without a protocol was not let in.
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
