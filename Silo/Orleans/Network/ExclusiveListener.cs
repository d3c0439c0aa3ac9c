using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SvaOrleans.Silo.Orleans.Network;

/// <summary>Makes a silo listen on a port that no other process can share. Orleans' listener shares its port on Linux (SO_REUSEPORT): a
/// second silo starts on the same port without an error, and the kernel distributes connections between both. Kestrel's does not.</summary>
internal static class ExclusiveListener
{
    /// <summary>Replaces Orleans' listener by Kestrel's, for silos and for gateways.</summary>
    /// <param name="silo">The silo.</param>
    /// <exception cref="InvalidOperationException">This version of Orleans registers its listener elsewhere.</exception>
    public static ISiloBuilder UseExclusiveListener(this ISiloBuilder silo)
    {
        var shared = silo
            .Services.Where(static service => service.IsKeyedService && service.ServiceType == typeof(IConnectionListenerFactory))
            .ToArray();
        if (shared.Length == 0)
        {
            throw new InvalidOperationException(
                "Orleans makes its listeners otherwise than by keyed services: two silos could share a port"
            );
        }

        foreach (var service in shared)
        {
            silo.Services.Remove(service);
            silo.Services.AddKeyedSingleton<IConnectionListenerFactory>(
                service.ServiceKey,
                static (services, _) =>
                    new SocketTransportFactory(
                        services.GetRequiredService<IOptions<SocketTransportOptions>>(),
                        services.GetRequiredService<ILoggerFactory>()
                    )
            );
        }

        return silo;
    }

    /// <summary>Whether a start failed because another program listens on the port.</summary>
    /// <param name="failure">The failure.</param>
    public static bool IsTaken(Exception failure) =>
        failure is AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse };
}
