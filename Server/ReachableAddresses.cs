using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace SvaOrleans.Server;

/// <summary>The addresses that a client can connect to when a server listens on every address of its machine.</summary>
internal static class ReachableAddresses
{
    /// <summary>The addresses, a loopback address first.</summary>
    /// <param name="listening">The address that the server listens on.</param>
    public static IReadOnlyList<Uri> Of(Uri listening) => Of(listening, OwnAddresses);

    /// <summary>The addresses, a loopback address first.</summary>
    /// <param name="listening">The address that the server listens on.</param>
    /// <param name="own">Reads the machine's addresses; called only when they are needed.</param>
    internal static IReadOnlyList<Uri> Of(Uri listening, Func<IEnumerable<IPAddress>> own)
    {
        // The setting is a host name: localhost.
        if (!IPAddress.TryParse(listening.Host, out var address) || !(address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
        {
            return [listening];
        }

        // A server on [::] is reached by both protocols.
        var isBoth = address.Equals(IPAddress.IPv6Any);
        IPAddress[] loopback = isBoth ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback];
        var others = own().Where(one => CanBeGiven(one) && (isBoth || !IsSix(one))).OrderBy(IsSix);
        return
        [
            .. loopback
                .Concat(others)
                .Distinct()
                .Select(one => new UriBuilder(listening) { Host = IsSix(one) ? $"[{one}]" : $"{one}" }.Uri),
        ];
    }

    private static bool IsSix(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6;

    // A link-local address has no meaning without an interface of the client's machine.
    private static bool CanBeGiven(IPAddress address) =>
        !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal && !address.IsIPv6Multicast;

    private static IEnumerable<IPAddress> OwnAddresses()
    {
        try
        {
            return
            [
                .. NetworkInterface
                    .GetAllNetworkInterfaces()
                    .Where(static face => face.OperationalStatus == OperationalStatus.Up)
                    .SelectMany(static face => face.GetIPProperties().UnicastAddresses)
                    .Select(static unicast => unicast.Address),
            ];
        }
        catch (NetworkInformationException)
        {
            // Reading the machine's interfaces was refused: only the loopback address is known.
            return [];
        }
    }
}
