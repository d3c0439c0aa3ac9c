using SvaOrleans.Grains.Faults;
using SvaOrleans.Grains.Hardware;
using SvaOrleans.Grains.Kernel.Points;
using SvaOrleans.Grains.Memory;
using SvaOrleans.Grains.Processes;
using SvaOrleans.Hosts.Tests;
using SvaOrleans.Reports.Exploring;
using SvaOrleans.Scenarios;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Strategies;
using Point2018 = SvaOrleans.Grains.Generations.Linux2018.Point;

namespace SvaOrleans.Console.Tests.Exploring;

/// <summary>Every wait, every question asked again and every reference held over a wait carries weight: without it some order of some race
/// breaks an invariant, an expectation or never ends; or it is said here why nothing can.</summary>
public sealed class ProtocolPointTests
{
    // Of each race, until one fails.
    private const long Orders = 1_500;

    // Of each race, where nothing is expected to fail.
    private const long OrdersOfEqual = 100;

    // The race that shows it soonest; if it does not, every race is tried.
    private static readonly Dictionary<ProtocolPoint, string> Fitting = new()
    {
        [Point2018.BindLooksForExit] = "d7-bind-during-exit",
        [MmPoint.SubscribeLooksForUsers] = "d6-bind-and-exit",
        [Point2018.BindLooksForShutdown] = "r9-shutdown-and-move",
        [Point2018.BindWaitsForLink] = "munmap-rebind",
        [HardwarePoint.AttachWaitsForEntry] = "bind-and-move",
        [Point2018.ShutdownWaitsForBinds] = "r9-bind-and-shutdown",
        [Point2018.ClosersAreCounted] = "r9-shutdown-and-move",
        [Point2018.ShutdownLooksAgain] = "r9-two-shutdowns",
        [HardwarePoint.MovesTakeTurns] = "two-moves",
        [Point2018.MoveLeavesFirst] = "move-and-dma",
        [HardwarePoint.LeaveWaitsForDeviceEntry] = "move-and-dma",
        [HardwarePoint.JoinWaitsForEntries] = "move-and-dma",
        [HardwarePoint.JoinWaitsForDeviceEntry] = "move-and-dma",
        [Point2018.UnbindYieldsToClaim] = "d4-unbind-all-after-exit",
        [Point2018.UnbindWaitsForClaimant] = "d4-unbind-all-after-exit",
        [Point2018.WaiterLooksForBond] = "unbind-unbind-next-owner",
        [Point2018.WaitOutlastsNumber] = "unbind-unbind-next-owner",
        [Point2018.UnbindLooksForBond] = "d5-unbind-all-and-exit",
        [Point2018.UnbindComparesOwner] = "file-closed-late",
        [Point2018.UnbindFlushesBeforeFree] = "d8-number-of-another",
        [Point2018.UnbindWaitsForFree] = "munmap-rebind",
        [Point2018.PutWaitsForNumber] = "d4-unbind-all-after-exit",
        [Point2018.TeardownWaitsForUnlink] = "d8-number-of-another",
        [HardwarePoint.EntryGoesBeforeCaches] = "neighbour-without-bond",
        [Point2018.ReleaseLooksForIoMm] = "d5-unbind-all-and-exit",
        [Point2018.ReleaseHoldsIoMm] = "d7-bind-during-exit",
        [Point2018.ReleaseSkipsClaimed] = "d4-unbind-all-after-exit",
        [Point2018.ReleaseWaitsForHandler] = "d7-bind-during-exit",
        [Point2018.ReleaseFlushesBeforeFree] = "d8-exit-without-handler",
        [Point2018.ReleaseWaitsForTeardown] = "exit-and-dma",
        [Point2018.ReleaseWaitsForPut] = "exit-and-dma",
        [Point2018.ExitWaitsForPut] = "exit-and-dma",
        [Point2018.PutLooksForReferences] = "d7-bind-during-exit",
        [MmPoint.IoMmHoldsMm] = "d1-bind-bind-two-devices",
        [MmPoint.ExitOpensSection] = "d4-unbind-all-after-exit",
        [MmPoint.ExitWaitsForRelease] = "d7-bind-during-exit",
        [MmPoint.NotifierOpensSection] = "munmap-rebind",
        [MmPoint.FreeWaitsForSections] = "d4-unbind-all-after-exit",
        [MmPoint.FreeWaitsForLastSection] = "munmap-exit-unbind",
        [MmPoint.SectionWaitsForFrees] = "munmap-rebind",
        [Point2018.InvalidateLooksForIoMm] = "munmap-rebind",
        [Point2018.InvalidateSkipsDetached] = "munmap-rebind",
        [MmPoint.ForkWaitsForNotifiers] = "no-page-goes",
        [MmPoint.CopyWaitsForNotifiers] = "no-page-goes",
        [MmPoint.ChangePteWaitsForNotifiers] = "no-page-goes",
        [MmPoint.AgeingWaitsForNotifiers] = "no-page-goes",
        [MmPoint.PagesWaitForNotifiers] = "r12-munmap-and-dma",
        [HardwarePoint.SyncWaitsForDevices] = "r12-munmap-and-dma",
        [HardwarePoint.WalkLooksForInvalidation] = "r12-munmap-and-dma",
        [HardwarePoint.DeviceLooksForInvalidation] = "r12-munmap-and-dma",
        [HardwarePoint.DeviceLooksForStop] = "exit-and-dma",
        [HardwarePoint.DeviceWaitsForCredit] = "credit-of-one",
        [Point2018.FaultLooksForIoMm] = "r1-bind-and-page-request",
        [FaultPoint.FaultTakesUser] = "d8-exit-with-page-request",
        [FaultPoint.FaultPutsUserElsewhere] = "d8-exit-with-page-request",
        [FaultPoint.FlushWaitsForPosted] = "d8-number-of-another",
        [FaultPoint.FlushTakesHardwareQueue] = "d8-number-of-another",
        [FaultPoint.FlushWaitsForGroups] = "d8-number-of-another",
        [FaultPoint.GroupEndsWithItsAnswer] = "d8-number-of-another",
        [FaultPoint.FlushWaitsForAllGroups] = "two-faults-and-unbind",
        [FaultPoint.ServersTakeTurns] = "two-faults-and-unbind",
        [FaultPoint.RequestWithoutQueueIsAnswered] = "r27-fault-queue-goes",
        [FaultPoint.AnswerLooksForGroup] = "r27-fault-queue-goes",
        [TaskPoint.EndWaitsForCalls] = "clone-and-kill",
        [TaskPoint.CallLooksForEnd] = "clone-and-kill",
        [TaskPoint.EndHappensOnce] = "r34-two-kills",
        [MmPoint.MemoryCallLooksForUsers] = "map-and-kill",
        [TaskPoint.ForkLooksForFile] = "fork-and-close",
        [HardwarePoint.LockWaitsForOwner] = "two-in-a-section",
    };

    // Why leaving it out changes nothing that could be held against it.
    private static readonly Dictionary<ProtocolPoint, string> Equal = new()
    {
        [Point2018.UnbindFlushesFirst] =
            "the flush behind the teardown finds whatever this one would, and io_mm and number are held over it",
        [Point2018.ReleaseFlushesFirst] = "the same; and no fault is served in an mm without users, so that no answer differs",
    };

    private static readonly Lazy<SortedDictionary<string, ScenarioDocument>> Races = new(static () =>
        new(
            Directory
                .GetFiles(Path.Combine(Sva.Scenarios, "races"), "*.yaml")
                .ToDictionary(static file => Path.GetFileNameWithoutExtension(file), static file => ScenarioLoader.Read(file)[0])
                .Where(static race => !Sva.RacesOfDrivers.Contains(race.Key))
                .ToDictionary(),
            StringComparer.Ordinal
        )
    );

    public static TheoryData<string> Points =>
        [.. KnownPoints.All.Where(static point => IsOfScenarios(point)).Select(static point => point.Name)];

    [Theory]
    [MemberData(nameof(Points))]
    public void Without_it_some_order_fails(string point)
    {
        var known = KnownPoints.Of(point)[0];
        string[] fitting = Fitting.TryGetValue(known, out var name) ? [name] : [];
        var isEqual = Equal.ContainsKey(known);
        var killed = fitting
            .Concat(Races.Value.Keys.Except(fitting))
            .Select(race => Explore(Races.Value[race].Without(point), isEqual ? OrdersOfEqual : Orders).Failure)
            .FirstOrDefault(static failure => failure is not null);
        Assert.True(killed is null == isEqual, $"{point}: {killed?.Violation.Message ?? "no race fails without it"}");
    }

    [Fact]
    public void The_page_tells_of_each()
    {
        var rows = File.ReadLines(Path.Combine(Sva.Root, "docs/points.md"))
            .Where(static line => line.StartsWith("| `", StringComparison.Ordinal));
        Assert.Equal(KnownPoints.All.DistinctBy(static point => point.Name).Select(RowOf), rows);

        static string RowOf(ProtocolPoint point) => $"| `{point.Name}` | {point.Guards} | {point.Without} | {RaceOf(point)} |";

        static string RaceOf(ProtocolPoint point) =>
            Fitting.TryGetValue(point, out var race) ? $"`{race}`"
            : HostPoints.Fitting.TryGetValue(point, out race) ? $"host: `{race}`"
            : "-";
    }

    // The operations of a host's console are no scenario, and further generations have the points of 2018 under the same names.
    private static bool IsOfScenarios(ProtocolPoint point) => !HostPoints.Knows(point) && KnownPoints.Of(point.Name)[0] == point;

    [Fact]
    public void A_token_of_a_kernel_without_a_point_repeats_that_kernel()
    {
        var found = Sva.Run("explore", "scenarios/races/d4-unbind-all-after-exit.yaml", "--without", "unbind-waits-for-claimant");
        Assert.Equal(1, found.ExitCode);
        var token = found.Out[(found.Out.IndexOf("./sva replay ", StringComparison.Ordinal) + 13)..].Trim();
        var again = Sva.Run("replay", token);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("no mm_exit runs when an unbind has returned", again.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_protocol_does_not_have_cannot_be_left_out()
    {
        var refused = Sva.Run("explore", "scenarios/races/d4-unbind-all-after-exit.yaml", "--without", "luck");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("the protocol has no point 'luck'", refused.Error, StringComparison.Ordinal);
        var mistyped = Sva.Run("explore", "scenarios/races/d4-unbind-all-after-exit.yaml", "--without", "unbind-waits-for-claimants");
        Assert.Equal(2, mistyped.ExitCode);
        Assert.Contains("the nearest is unbind-waits-for-claimant", mistyped.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
        var listed = Sva.Run("explore", "--points");
        Assert.All(KnownPoints.Names, point => Assert.Contains(point, listed.Out, StringComparison.Ordinal));
    }

    private static ExplorationReport Explore(ScenarioDocument document, long orders) =>
        Explorer.Explore(
            ScenarioExperiment.Of(document),
            new()
            {
                Strategy = new Portfolio(),
                Budget = new() { Schedules = orders },
            }
        );
}
