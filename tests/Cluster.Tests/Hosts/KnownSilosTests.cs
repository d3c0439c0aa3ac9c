using SvaOrleans.Grains.Tests.Machines;
using SvaOrleans.Silo;
using SvaOrleans.Silo.Orleans.Placement;

namespace SvaOrleans.Cluster.Tests.Hosts;

/// <summary>A silo may be a member of the cluster, alive and able: if the server has not started it, no host is placed on it.</summary>
public sealed class KnownSilosTests
{
    private const int Hosts = 6;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_member_that_is_not_known_gets_no_host(bool hasControl)
    {
        var known = KnownSilos.None;
        await using var cluster = await TestSilos.Start(3, hasControl: hasControl, known: known);
        var stranger = cluster.Names[^1];
        foreach (var silo in cluster.Cluster.Silos.Where(silo => silo.Name != stranger))
        {
            known.Add(silo.SiloAddress);
        }

        // All of these would go there.
        var names = Enumerable
            .Range(0, 1_000)
            .Select(static number => "h" + number)
            .Where(host => HomeOf(host, cluster.Names) == stranger)
            .Take(2 * Hosts)
            .ToArray();
        await Boot(cluster, names[..Hosts]);
        string[] others = [.. cluster.Names.Where(name => name != stranger)];
        foreach (var host in names[..Hosts])
        {
            Assert.Equal(HomeOf(host, others), Assert.Single(cluster.Names, silo => HostsOf(cluster, silo).Contains(host)));
        }

        Assert.Empty(cluster.StatesOf(stranger));

        // It was able all the time: once it is known it gets the next ones, and those that live stay.
        known.Add(cluster.Cluster.Silos.Single(silo => silo.Name == stranger).SiloAddress);
        await Boot(cluster, names[Hosts..]);
        Assert.Equal(names[Hosts..].Order(StringComparer.Ordinal), HostsOf(cluster, stranger).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Where_nobody_is_known_nothing_boots()
    {
        var known = KnownSilos.None;
        await using var cluster = await TestSilos.Start(1, hasControl: true, known: known);
        known.Add(cluster.Cluster.Silos.Single(static silo => silo.Name == HostPlacement.ControlSilo).SiloAddress);
        Assert.True(OutcomeUnknownException.Covers(await Assert.ThrowsAnyAsync<Exception>(() => Boot(cluster, "h0"))));
        Assert.Empty(cluster.StatesOf(cluster.Names[0]));
    }

    private static async Task Boot(TestSilos cluster, params string[] hosts)
    {
        var simulation = cluster.Simulate();
        await Task.WhenAll(hosts.Select(host => new HostClient(simulation, host).Boot()));
    }

    private static HashSet<string> HostsOf(TestSilos cluster, string silo) =>
        [.. cluster.StatesOf(silo).Select(static entry => entry.Name.Host)];

    private static string HomeOf(string host, IReadOnlyList<string> silos) => silos[HostPlacement.IndexOf(host, silos)];
}
