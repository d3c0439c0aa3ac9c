using SvaOrleans.Grains.Points;

namespace SvaOrleans.Hosts.Tests;

/// <summary>The points that races of hosts show, and which does. The tests of all points know it too, by a link.</summary>
internal static class HostPoints
{
    /// <summary>What shows it soonest.</summary>
    public static readonly SortedDictionary<ProtocolPoint, string> Fitting = new()
    {
        [ProtocolPoint.IdleWaitsForWork] = "checkpoint-and-program",
        [ProtocolPoint.FaultWaitsForHandOver] = "faults-and-views",
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

    /// <summary>Why leaving it out changes nothing that could be held against it.</summary>
    public static readonly SortedDictionary<ProtocolPoint, string> Equal = new()
    {
        [ProtocolPoint.StoresTakeTurns] = "writes of one activation queue by themselves, and none fails here that a silo outlives",
        [ProtocolPoint.CheckpointLooksForWork] =
            "a program has not ended before the workers are idle, so only a fault of ours leaves work without a program",
    };

    /// <summary>Whether a point is shown by races of hosts.</summary>
    public static bool Knows(ProtocolPoint point) => Fitting.ContainsKey(point) || Equal.ContainsKey(point);
}
