using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SvaOrleans.Silo.Orleans.Network;

/// <summary>Has a silo listen on a port that is its own. Orleans' listener shares its port on Linux (SO_REUSEPORT): a second silo starts
/// on the same port without an error, and the kernel deals connections out to both. Kestrel's does not.</summary>
internal static class ExclusiveListener
{
    /// <summary>Puts Kestrel's listener where Orleans has its own, for silos and for gateways alike.</summary>
    /// <param name="silo">The silo.</param>
    /// <exception cref="InvalidOperationException">This Orleans has its listener elsewhere.</exception>
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

    /// <summary>Whether a start failed because somebody else listens on the port.</summary>
    /// <param name="failure">How it failed.</param>
    public static bool IsTaken(Exception failure) =>
        failure is AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse };
}
