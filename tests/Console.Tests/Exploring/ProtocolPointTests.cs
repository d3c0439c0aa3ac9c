using SvaOrleans.Client.Exploring;
using SvaOrleans.Grains.Points;
using SvaOrleans.Hosts.Tests;
using SvaOrleans.Reports.Exploring;
using SvaOrleans.Scenarios;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Strategies;

namespace SvaOrleans.Console.Tests.Exploring;

/// <summary>Every wait, every question asked again and every reference held over a wait carries weight: without it some order of some race
/// breaks an invariant, an expectation or never ends; or it is said here why nothing can.</summary>
public sealed class ProtocolPointTests
{
    // Of each race, until one fails.
    private const long Orders = 1_500;

    // Of each race, where nothing is expected to fail.
    private const long OrdersOfEqual = 100;

    // What shows it soonest; every race is tried when that one does not.
    private static readonly SortedDictionary<ProtocolPoint, string> Fitting = new()
    {
        [ProtocolPoint.BindLooksForExit] = "d7-bind-during-exit",
        [ProtocolPoint.SubscribeLooksForUsers] = "d6-bind-and-exit",
        [ProtocolPoint.BindLooksForShutdown] = "r9-shutdown-and-move",
        [ProtocolPoint.BindWaitsForLink] = "munmap-rebind",
        [ProtocolPoint.AttachWaitsForEntry] = "bind-and-move",
        [ProtocolPoint.ShutdownWaitsForBinds] = "r9-bind-and-shutdown",
        [ProtocolPoint.ClosersAreCounted] = "r9-shutdown-and-move",
        [ProtocolPoint.ShutdownLooksAgain] = "r9-two-shutdowns",
        [ProtocolPoint.MovesTakeTurns] = "two-moves",
        [ProtocolPoint.MoveLeavesFirst] = "move-and-dma",
        [ProtocolPoint.LeaveWaitsForDeviceEntry] = "move-and-dma",
        [ProtocolPoint.JoinWaitsForEntries] = "move-and-dma",
        [ProtocolPoint.JoinWaitsForDeviceEntry] = "move-and-dma",
        [ProtocolPoint.UnbindYieldsToClaim] = "d4-unbind-all-after-exit",
        [ProtocolPoint.UnbindWaitsForClaimant] = "d4-unbind-all-after-exit",
        [ProtocolPoint.WaiterLooksForBond] = "unbind-unbind-next-owner",
        [ProtocolPoint.WaitOutlastsNumber] = "unbind-unbind-next-owner",
        [ProtocolPoint.UnbindLooksForBond] = "d5-unbind-all-and-exit",
        [ProtocolPoint.UnbindComparesOwner] = "file-closed-late",
        [ProtocolPoint.UnbindFlushesBeforeFree] = "d8-number-of-another",
        [ProtocolPoint.UnbindWaitsForFree] = "munmap-rebind",
        [ProtocolPoint.PutWaitsForNumber] = "d4-unbind-all-after-exit",
        [ProtocolPoint.TeardownWaitsForUnlink] = "d8-number-of-another",
        [ProtocolPoint.EntryGoesBeforeCaches] = "neighbour-without-bond",
        [ProtocolPoint.ReleaseLooksForIoMm] = "d5-unbind-all-and-exit",
        [ProtocolPoint.ReleaseHoldsIoMm] = "d7-bind-during-exit",
        [ProtocolPoint.ReleaseSkipsClaimed] = "d4-unbind-all-after-exit",
        [ProtocolPoint.ReleaseWaitsForHandler] = "d7-bind-during-exit",
        [ProtocolPoint.ReleaseFlushesBeforeFree] = "d8-exit-without-handler",
        [ProtocolPoint.ReleaseWaitsForTeardown] = "exit-and-dma",
        [ProtocolPoint.ReleaseWaitsForPut] = "exit-and-dma",
        [ProtocolPoint.ExitWaitsForPut] = "exit-and-dma",
        [ProtocolPoint.PutLooksForReferences] = "d7-bind-during-exit",
        [ProtocolPoint.IoMmHoldsMm] = "d1-bind-bind-two-devices",
        [ProtocolPoint.ExitOpensSection] = "d4-unbind-all-after-exit",
        [ProtocolPoint.ExitWaitsForRelease] = "d7-bind-during-exit",
        [ProtocolPoint.NotifierOpensSection] = "munmap-rebind",
        [ProtocolPoint.FreeWaitsForSections] = "d4-unbind-all-after-exit",
        [ProtocolPoint.FreeWaitsForLastSection] = "munmap-exit-unbind",
        [ProtocolPoint.SectionWaitsForFrees] = "munmap-rebind",
        [ProtocolPoint.InvalidateLooksForIoMm] = "munmap-rebind",
        [ProtocolPoint.InvalidateSkipsDetached] = "munmap-rebind",
        [ProtocolPoint.ForkWaitsForNotifiers] = "no-page-goes",
        [ProtocolPoint.CopyWaitsForNotifiers] = "no-page-goes",
        [ProtocolPoint.ChangePteWaitsForNotifiers] = "no-page-goes",
        [ProtocolPoint.AgeingWaitsForNotifiers] = "no-page-goes",
        [ProtocolPoint.PagesWaitForNotifiers] = "r12-munmap-and-dma",
        [ProtocolPoint.SyncWaitsForDevices] = "r12-munmap-and-dma",
        [ProtocolPoint.WalkLooksForInvalidation] = "r12-munmap-and-dma",
        [ProtocolPoint.DeviceLooksForInvalidation] = "r12-munmap-and-dma",
        [ProtocolPoint.DeviceLooksForStop] = "exit-and-dma",
        [ProtocolPoint.DeviceWaitsForCredit] = "credit-of-one",
        [ProtocolPoint.FaultLooksForIoMm] = "r1-bind-and-page-request",
        [ProtocolPoint.FaultTakesUser] = "d8-exit-with-page-request",
        [ProtocolPoint.FaultPutsUserElsewhere] = "d8-exit-with-page-request",
        [ProtocolPoint.FlushWaitsForPosted] = "d8-number-of-another",
        [ProtocolPoint.FlushTakesHardwareQueue] = "d8-number-of-another",
        [ProtocolPoint.FlushWaitsForGroups] = "d8-number-of-another",
        [ProtocolPoint.GroupEndsWithItsAnswer] = "d8-number-of-another",
        [ProtocolPoint.FlushWaitsForAllGroups] = "two-faults-and-unbind",
        [ProtocolPoint.ServersTakeTurns] = "two-faults-and-unbind",
        [ProtocolPoint.RequestWithoutQueueIsAnswered] = "r27-fault-queue-goes",
        [ProtocolPoint.AnswerLooksForGroup] = "r27-fault-queue-goes",
        [ProtocolPoint.EndWaitsForCalls] = "clone-and-kill",
        [ProtocolPoint.CallLooksForEnd] = "clone-and-kill",
        [ProtocolPoint.EndHappensOnce] = "r34-two-kills",
        [ProtocolPoint.MemoryCallLooksForUsers] = "map-and-kill",
        [ProtocolPoint.ForkLooksForFile] = "fork-and-close",
        [ProtocolPoint.LockWaitsForOwner] = "two-in-a-section",
    };

    // Why leaving it out changes nothing that could be held against it.
    private static readonly SortedDictionary<ProtocolPoint, string> Equal = new()
    {
        [ProtocolPoint.UnbindFlushesFirst] =
            "the flush behind the teardown finds whatever this one would, and io_mm and number are held over it",
        [ProtocolPoint.ReleaseFlushesFirst] = "the same; and nobody faults in to an mm without users, so that no answer differs",
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

    public static TheoryData<ProtocolPoint> Points => [.. Enum.GetValues<ProtocolPoint>().Where(static point => !HostPoints.Knows(point))];

    [Theory]
    [MemberData(nameof(Points))]
    public void Without_it_some_order_fails(ProtocolPoint point)
    {
        string[] fitting = Fitting.TryGetValue(point, out var name) ? [name] : [];
        var isEqual = Equal.ContainsKey(point);
        var killed = fitting
            .Concat(Races.Value.Keys.Except(fitting))
            .Select(race => Explore(Races.Value[race].Without(point), isEqual ? OrdersOfEqual : Orders).Failure)
            .FirstOrDefault(static failure => failure is not null);
        Assert.True(killed is null == isEqual, $"{point}: {killed?.Violation.Message ?? "nobody misses it"}");
    }

    [Fact]
    public void The_page_tells_of_each()
    {
        var rows = File.ReadLines(Path.Combine(Sva.Root, "docs/points.md"))
            .Where(static line => line.StartsWith("| `", StringComparison.Ordinal));
        Assert.Equal(Enum.GetValues<ProtocolPoint>().Select(RowOf), rows);

        static string RowOf(ProtocolPoint point)
        {
            var purpose = WithoutOption.PurposeOf(point);
            return $"| `{WithoutOption.NameOf(point)}` | {purpose.Names} | {purpose.Without} | {(Fitting.TryGetValue(point, out var race) ? $"`{race}`" : HostPoints.Fitting.TryGetValue(point, out race) ? $"host: `{race}`" : "-")} |";
        }
    }

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
        var listed = Sva.Run("explore", "--points");
        Assert.All(
            Enum.GetValues<ProtocolPoint>(),
            point => Assert.Contains(WithoutOption.NameOf(point), listed.Out, StringComparison.Ordinal)
        );
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
