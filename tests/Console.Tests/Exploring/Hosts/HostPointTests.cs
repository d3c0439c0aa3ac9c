using SvaOrleans.Grains.Points;
using SvaOrleans.Simulation.Exploration;

namespace SvaOrleans.Console.Tests.Exploring.Hosts;

/// <summary>How a host boots, is stored, ends and comes back: every order that is tried ends well, and without any of the points that keep it so
/// some order does not; or it is said here why nothing can.</summary>
public sealed class HostPointTests
{
    // Of the one race that is to show that a point is missed: three times what the slowest needs.
    private const long OrdersOfPoint = 600;

    // Of each race, where nothing is expected to fail.
    private const long OrdersOfEqual = 20;

    /// <summary>What shows it soonest.</summary>
    internal static readonly SortedDictionary<ProtocolPoint, string> Fitting = new()
    {
        [ProtocolPoint.IdleWaitsForWork] = "checkpoint-and-program",
        [ProtocolPoint.RunWaitsForWorkers] = "checkpoint-and-program",
        [ProtocolPoint.RunLooksForBoot] = "power-off-and-programs",
        [ProtocolPoint.BootHappensOnce] = "two-boots",
        [ProtocolPoint.BusyWaitsForBoot] = "boot-and-orders-to-it",
        [ProtocolPoint.BootStoresItsNumber] = "anything",
        [ProtocolPoint.BootWaitsForParts] = "reboot-and-work",
        [ProtocolPoint.FailedBootEnds] = "lost-objects-while-it-boots",
        [ProtocolPoint.RestoreWaitsForObjects] = "restore-and-program",
        [ProtocolPoint.RebootLooksForPrograms] = "reboot-and-program",
        [ProtocolPoint.CheckpointLooksForPrograms] = "checkpoint-and-program",
        [ProtocolPoint.EndWaitsForWork] = "power-off-and-programs",
        [ProtocolPoint.ObjectEndsItsWork] = "power-off-and-programs",
        [ProtocolPoint.EndWaitsForObjects] = "reboot-and-probes",
        [ProtocolPoint.EndTellsAgain] = "lost-answers-while-it-boots",
        [ProtocolPoint.EndLooksForLaterBoot] = "late-words",
        [ProtocolPoint.PowerOffWaitsForEnd] = "power-off-and-programs",
        [ProtocolPoint.ViewsTakeTurns] = "views-and-power-off",
        [ProtocolPoint.ViewLooksForBoot] = "views-and-power-off",
        [ProtocolPoint.ViewWaitsForPictures] = "views-and-power-off",
        [ProtocolPoint.ViewLooksAgain] = "views-and-power-off",
        [ProtocolPoint.ProbeWaitsForChange] = "reboot-and-probes",
        [ProtocolPoint.ProbeLooksAgain] = "two-reboots-and-probes",
        [ProtocolPoint.ProbeLooksForEnd] = "lost-objects",
        [ProtocolPoint.ReviverLooksAgain] = "lost-objects-one-by-one",
        [ProtocolPoint.HostComesBackFirst] = "crash",
        [ProtocolPoint.HostEndsItsBoot] = "lost-objects",
        [ProtocolPoint.RequestLooksForBoot] = "reboot-and-program",
        [ProtocolPoint.WaitLooksForEnd] = "power-off-and-handler",
        [ProtocolPoint.LostAnswerEndsBoot] = "lost-answers",
        [ProtocolPoint.LostObjectEndsBoot] = "lost-objects",
        [ProtocolPoint.ComerTakesBoot] = "anything",
        [ProtocolPoint.RefuserGoes] = "power-off-and-programs",
    };

    // Why leaving it out changes nothing that could be held against it.
    private static readonly SortedDictionary<ProtocolPoint, string> Equal = new()
    {
        [ProtocolPoint.StoresTakeTurns] = "writes of one activation queue by themselves, and none fails here that a silo outlives",
        [ProtocolPoint.CheckpointLooksForWork] = "a program has not ended before the workers are idle, so only a fault of ours leaves work without a program",
    };

    public static TheoryData<string> Races => [.. HostRaces.All.Select(static race => race.Name)];

    public static TheoryData<ProtocolPoint> Points => [.. Fitting.Keys.Concat(Equal.Keys)];

    /// <summary>Whether a point is shown by races of hosts.</summary>
    internal static bool Knows(ProtocolPoint point) => Fitting.ContainsKey(point) || Equal.ContainsKey(point);

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
    public void Without_it_some_order_fails(ProtocolPoint point)
    {
        if (Fitting.TryGetValue(point, out var name))
        {
            Assert.True(Kill(Find(name), OrdersOfPoint, point) is not null, $"{point}: nobody misses it in {name}");
        }
        else
        {
            Assert.All(HostRaces.All, race => Assert.Null(Kill(race, OrdersOfEqual, point)));
        }
    }

    private static HostRace Find(string name) => HostRaces.All.Single(race => race.Name == name);

    private static Failure? Kill(HostRace race, long orders, ProtocolPoint point) => HostExperiment.Explore(race, orders, ProtocolPoints.Without(point)).Failure;
}
