using SvaOrleans.Grains.Kernel.Points;

namespace SvaOrleans.Grains.Hosts;

/// <summary>Points of the life of a host: boot, views, checkpoints, end.</summary>
public static class HostPoint
{
    /// <summary>The end of a program waits for the host's workers.</summary>
    public static readonly ProtocolPoint RunWaitsForWorkers = new(
        "host",
        "run-waits-for-workers",
        "hosts",
        "a program ends while its work still runs in a worker"
    );

    /// <summary>A program that failed checks whether its boot has ended meanwhile.</summary>
    public static readonly ProtocolPoint RunLooksForBoot = new(
        "host",
        "run-looks-for-boot",
        "hosts",
        "the end of a boot is reported as an error of the program"
    );

    /// <summary>A boot checks whether the host is up, or being booted.</summary>
    public static readonly ProtocolPoint BootHappensOnce = new("host", "boot-happens-once", "hosts", "a host boots twice at once");

    /// <summary>The answer that a host is up, and in which boot, is sent after the boot is done.</summary>
    public static readonly ProtocolPoint BusyWaitsForBoot = new(
        "host",
        "busy-waits-for-boot",
        "hosts",
        "a boot gets orders, and is ended by them, before it has all its parts"
    );

    /// <summary>A boot's number is stored before the boot begins.</summary>
    public static readonly ProtocolPoint BootStoresItsNumber = new(
        "host",
        "boot-stores-its-number",
        "hosts",
        "two boots have one number, and requests of one are served in the other"
    );

    /// <summary>A boot ends after each part has received its specification.</summary>
    public static readonly ProtocolPoint BootWaitsForParts = new(
        "host",
        "boot-waits-for-parts",
        "hosts",
        "a program runs on a machine that lacks parts"
    );

    /// <summary>A failed boot ends the objects that it has started.</summary>
    public static readonly ProtocolPoint FailedBootEnds = new("host", "failed-boot-ends", "hosts", "the objects of a failed boot stay");

    /// <summary>A boot from a checkpoint ends after each object has its state.</summary>
    public static readonly ProtocolPoint RestoreWaitsForObjects = new(
        "host",
        "restore-waits-for-objects",
        "hosts",
        "a program runs on objects that have no state yet"
    );

    /// <summary>A reboot checks whether a program runs.</summary>
    public static readonly ProtocolPoint RebootLooksForPrograms = new(
        "host",
        "reboot-looks-for-programs",
        "hosts",
        "a reboot that should have been refused ends a program"
    );

    /// <summary>A checkpoint checks whether a program runs.</summary>
    public static readonly ProtocolPoint CheckpointLooksForPrograms = new(
        "host",
        "checkpoint-looks-for-programs",
        "hosts",
        "a checkpoint contains half a program, which no restored object continues"
    );

    /// <summary>A checkpoint checks whether an object has work under way.</summary>
    public static readonly ProtocolPoint CheckpointLooksForWork = new(
        "host",
        "checkpoint-looks-for-work",
        "hosts",
        "a checkpoint contains work that no restored object continues"
    );

    /// <summary>Objects of an ended boot deactivate only after all of them have been notified and their work is done.</summary>
    public static readonly ProtocolPoint EndWaitsForWork = new(
        "host",
        "end-waits-for-work",
        "hosts",
        "work that still runs calls an object that has deactivated"
    );

    /// <summary>A boot's end waits until its objects have deactivated.</summary>
    public static readonly ProtocolPoint EndWaitsForObjects = new(
        "host",
        "end-waits-for-objects",
        "hosts",
        "objects of an earlier boot block those of the next one"
    );

    /// <summary>An object that may have missed its boot's end is notified again.</summary>
    public static readonly ProtocolPoint EndAsksAgain = new("host", "end-asks-again", "hosts", "an object of an earlier boot stays");

    /// <summary>Switching a host off waits until its boot has ended.</summary>
    public static readonly ProtocolPoint PowerOffWaitsForEnd = new(
        "host",
        "power-off-waits-for-end",
        "hosts",
        "a host is off while its objects are active"
    );

    /// <summary>The writes of a host's records run in sequence.</summary>
    public static readonly ProtocolPoint StoresTakeTurns = new(
        "host",
        "stores-take-turns",
        "hosts",
        "a write that fails undoes the change of another one"
    );

    /// <summary>Views of a host are taken in sequence.</summary>
    public static readonly ProtocolPoint ViewsTakeTurns = new(
        "host",
        "views-take-turns",
        "hosts",
        "a view lacks the snapshots that another one took"
    );

    /// <summary>A view that has waited for its turn checks that the boot is still the same.</summary>
    public static readonly ProtocolPoint ViewLooksForBoot = new(
        "host",
        "view-looks-for-boot",
        "hosts",
        "a view shows another boot than was asked for"
    );

    /// <summary>A view of a host waits for the snapshots of its objects.</summary>
    public static readonly ProtocolPoint ViewWaitsForSnapshots = new("host", "view-waits-for-snapshots", "hosts", "a view lacks objects");

    /// <summary>A view that has waited for the objects' snapshots checks that the boot is still the same.</summary>
    public static readonly ProtocolPoint ViewLooksAgain = new(
        "host",
        "view-looks-again",
        "hosts",
        "a view lacks the objects that have deactivated meanwhile"
    );

    /// <summary>A probe waits while the host boots or ends.</summary>
    public static readonly ProtocolPoint ProbeWaitsForChange = new(
        "host",
        "probe-waits-for-change",
        "hosts",
        "a probe reports an incomplete machine as up, or a booting one as off"
    );

    /// <summary>A probe that has waited checks whether the host has begun to boot or end again.</summary>
    public static readonly ProtocolPoint ProbeLooksAgain = new(
        "host",
        "probe-looks-again",
        "hosts",
        "a host that is rebooted again counts as crashed"
    );

    /// <summary>A probe checks whether the boot has ended without an order.</summary>
    public static readonly ProtocolPoint ProbeLooksForEnd = new(
        "host",
        "probe-looks-for-end",
        "hosts",
        "a host that has lost an object never restarts"
    );

    /// <summary>A probe that has restarted a host checks whether that boot has ended without an order, too.</summary>
    public static readonly ProtocolPoint ReviverLooksAgain = new(
        "host",
        "reviver-looks-again",
        "hosts",
        "a probe reports a host as up that has lost an object while it restarted"
    );

    /// <summary>A host that was up boots again before it takes its first request.</summary>
    public static readonly ProtocolPoint HostComesBackFirst = new(
        "host",
        "host-comes-back-first",
        "hosts",
        "a host that crashed counts as off"
    );

    /// <summary>A host that deactivates in order ends its boot first.</summary>
    public static readonly ProtocolPoint HostEndsItsBoot = new("host", "host-ends-its-boot", "hosts", "objects stay active without a host");
}
