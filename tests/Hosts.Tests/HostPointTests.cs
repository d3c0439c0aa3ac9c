using SvaOrleans.Grains.Kernel.Points;
using SvaOrleans.Simulation.Exploration;

namespace SvaOrleans.Hosts.Tests;

/// <summary>How a host boots, is stored, ends and comes back: every order that is tried ends well, and without any of the points that keep it so
/// some order does not; or it is said here why nothing can.</summary>
public sealed class HostPointTests
{
    // Of the one race that is to show that a point is missed: three times what the slowest needs.
    private const long OrdersOfPoint = 600;

    // Of each race, where nothing is expected to fail.
    private const long OrdersOfEqual = 20;

    public static TheoryData<string> Races => [.. HostRaces.All.Select(static race => race.Name)];

    public static TheoryData<string> Points =>
        [.. HostPoints.Fitting.Keys.Concat(HostPoints.Equal.Keys).Select(static point => point.Name)];

    [Theory]
    [MemberData(nameof(Races))]
    public void A_host_survives_every_order_that_is_tried(string name)
    {
        var race = Find(name);
        var report = HostExperiment.Explore(race, race.Orders);
        Assert.True(report.HasPassed, report.Failure is { } failure ? HostExperiment.Tell(race, failure) : report.ToString());
    }

    [Theory]
    [MemberData(nameof(Points))]
    public void Without_it_some_order_fails(string pointName)
    {
        var point = KnownPoints.Of(pointName)[0];
        if (HostPoints.Fitting.TryGetValue(point, out var name))
        {
            Assert.True(Kill(Find(name), OrdersOfPoint, point) is not null, $"{point}: nobody misses it in {name}");
        }
        else
        {
            Assert.All(HostRaces.All, race => Assert.Null(Kill(race, OrdersOfEqual, point)));
        }
    }

    private static HostRace Find(string name) => HostRaces.All.Single(race => race.Name == name);

    private static Failure? Kill(HostRace race, long orders, ProtocolPoint point) =>
        HostExperiment.Explore(race, orders, PointSet.Without(point)).Failure;
}
