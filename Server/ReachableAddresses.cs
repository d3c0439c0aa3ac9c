using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace SvaOrleans.Server;

/// <summary>The addresses that a client can connect to, where a server listens on every address of its machine.</summary>
internal static class ReachableAddresses
{
    /// <summary>The addresses, a loopback address first.</summary>
    /// <param name="listening">What the server listens at.</param>
    public static IReadOnlyList<Uri> Of(Uri listening) => Of(listening, OwnAddresses);

    /// <summary>The addresses, a loopback address first.</summary>
    /// <param name="listening">What the server listens at.</param>
    /// <param name="own">The addresses of the machine, asked for where they are needed.</param>
    internal static IReadOnlyList<Uri> Of(Uri listening, Func<IEnumerable<IPAddress>> own)
    {
        // A host name is one that somebody has set: localhost.
        if (!IPAddress.TryParse(listening.Host, out var address) || !(address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
        {
            return [listening];
        }

        // Who listens on [::] is reached by both protocols.
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

    // A link-local address means nothing without the name of an interface of the client's own.
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
            // Who may not look at the machine's interfaces is given the loopback address alone.
            return [];
        }
    }
}
