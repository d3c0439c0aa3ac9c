using SvaOrleans.Grains.Faults;
using SvaOrleans.Grains.Hosts;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Kernel.Points;

namespace SvaOrleans.Hosts.Tests;

/// <summary>The points that races of hosts show, and which does. The tests of all points know it too, by a link.</summary>
internal static class HostPoints
{
    /// <summary>What shows it soonest.</summary>
    public static readonly Dictionary<ProtocolPoint, string> Fitting = new()
    {
        [FaultPoint.IdleWaitsForWork] = "checkpoint-and-program",
        [FaultPoint.FaultWaitsForHandOver] = "faults-and-views",
        [HostPoint.RunWaitsForWorkers] = "checkpoint-and-program",
        [HostPoint.RunLooksForBoot] = "power-off-and-programs",
        [HostPoint.BootHappensOnce] = "two-boots",
        [HostPoint.BusyWaitsForBoot] = "boot-and-orders-to-it",
        [HostPoint.BootStoresItsNumber] = "anything",
        [HostPoint.BootWaitsForParts] = "reboot-and-work",
        [HostPoint.FailedBootEnds] = "lost-objects-while-it-boots",
        [HostPoint.RestoreWaitsForObjects] = "restore-and-program",
        [HostPoint.RebootLooksForPrograms] = "reboot-and-program",
        [HostPoint.CheckpointLooksForPrograms] = "checkpoint-and-program",
        [HostPoint.EndWaitsForWork] = "power-off-and-programs",
        [BootPoint.ObjectEndsItsWork] = "power-off-and-programs",
        [HostPoint.EndWaitsForObjects] = "reboot-and-probes",
        [HostPoint.EndAsksAgain] = "lost-answers-while-it-boots",
        [BootPoint.EndLooksForLaterBoot] = "late-words",
        [HostPoint.PowerOffWaitsForEnd] = "power-off-and-programs",
        [HostPoint.ViewsTakeTurns] = "views-and-power-off",
        [HostPoint.ViewLooksForBoot] = "views-and-power-off",
        [HostPoint.ViewWaitsForSnapshots] = "views-and-power-off",
        [HostPoint.ViewLooksAgain] = "views-and-power-off",
        [HostPoint.ProbeWaitsForChange] = "reboot-and-probes",
        [HostPoint.ProbeLooksAgain] = "two-reboots-and-probes",
        [HostPoint.ProbeLooksForEnd] = "lost-objects",
        [HostPoint.ReviverLooksAgain] = "lost-objects-one-by-one",
        [HostPoint.HostComesBackFirst] = "crash",
        [HostPoint.HostEndsItsBoot] = "lost-objects",
        [BootPoint.RequestLooksForBoot] = "reboot-and-program",
        [BootPoint.WaitLooksForEnd] = "power-off-and-handler",
        [BootPoint.LostAnswerEndsBoot] = "lost-answers",
        [BootPoint.LostObjectEndsBoot] = "lost-objects",
        [BootPoint.UnusedObjectTakesBoot] = "anything",
        [BootPoint.RefusedActivationDeactivates] = "power-off-and-programs",
    };

    /// <summary>Why leaving it out changes nothing that could be held against it.</summary>
    public static readonly Dictionary<ProtocolPoint, string> Equal = new()
    {
        [HostPoint.StoresTakeTurns] = "writes of one activation queue by themselves, and none fails here that a silo outlives",
        [HostPoint.CheckpointLooksForWork] =
            "a program has not ended before the workers are idle, so only a fault of ours leaves work without a program",
    };

    /// <summary>Whether a point is shown by races of hosts.</summary>
    public static bool Knows(ProtocolPoint point) => Fitting.ContainsKey(point) || Equal.ContainsKey(point);
}
