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
        "a program has ended, and what it asked for is still at work"
    );

    /// <summary>A program that failed asks whether its boot has ended meanwhile.</summary>
    public static readonly ProtocolPoint RunLooksForBoot = new(
        "host",
        "run-looks-for-boot",
        "hosts",
        "the end of a boot is told as a fault of the program"
    );

    /// <summary>A boot asks whether the host is up, or being booted.</summary>
    public static readonly ProtocolPoint BootHappensOnce = new("host", "boot-happens-once", "hosts", "a host boots twice at once");

    /// <summary>Who is told that a host is up, and in which boot, is told so when the boot is done.</summary>
    public static readonly ProtocolPoint BusyWaitsForBoot = new(
        "host",
        "busy-waits-for-boot",
        "hosts",
        "a boot is given orders, and ended by them, before it has all its parts"
    );

    /// <summary>A boot's number is stored before the boot begins.</summary>
    public static readonly ProtocolPoint BootStoresItsNumber = new(
        "host",
        "boot-stores-its-number",
        "hosts",
        "two boots have one number, and requests of the one are served in the other"
    );

    /// <summary>A boot is not done before each part has been told what it is.</summary>
    public static readonly ProtocolPoint BootWaitsForParts = new(
        "host",
        "boot-waits-for-parts",
        "hosts",
        "a program meets a machine of which half is there"
    );

    /// <summary>A boot that has failed ends what it had begun.</summary>
    public static readonly ProtocolPoint FailedBootEnds = new("host", "failed-boot-ends", "hosts", "half a machine stays");

    /// <summary>A boot from a checkpoint is not done before each object has its state.</summary>
    public static readonly ProtocolPoint RestoreWaitsForObjects = new(
        "host",
        "restore-waits-for-objects",
        "hosts",
        "a program meets objects that are empty still"
    );

    /// <summary>A reboot asks whether a program runs.</summary>
    public static readonly ProtocolPoint RebootLooksForPrograms = new(
        "host",
        "reboot-looks-for-programs",
        "hosts",
        "a program is ended by a reboot that should have been refused"
    );

    /// <summary>A checkpoint asks whether a program runs.</summary>
    public static readonly ProtocolPoint CheckpointLooksForPrograms = new(
        "host",
        "checkpoint-looks-for-programs",
        "hosts",
        "a checkpoint keeps the middle of a program, and nobody who goes on with it"
    );

    /// <summary>A checkpoint asks each object whether it is at work.</summary>
    public static readonly ProtocolPoint CheckpointLooksForWork = new(
        "host",
        "checkpoint-looks-for-work",
        "hosts",
        "a checkpoint keeps work that nobody goes on with"
    );

    /// <summary>Objects of a boot that is over go only when all of them have been told, and what they had begun has ended.</summary>
    public static readonly ProtocolPoint EndWaitsForWork = new(
        "host",
        "end-waits-for-work",
        "hosts",
        "who still runs asks something of an object that has gone"
    );

    /// <summary>A boot's end waits until its objects have gone.</summary>
    public static readonly ProtocolPoint EndWaitsForObjects = new(
        "host",
        "end-waits-for-objects",
        "hosts",
        "objects of an earlier boot stand in the way of the next one's"
    );

    /// <summary>An object that may not have heard of its boot's end is told again.</summary>
    public static readonly ProtocolPoint EndAsksAgain = new("host", "end-asks-again", "hosts", "an object of an earlier boot stays");

    /// <summary>Switching a host off waits until its boot has ended.</summary>
    public static readonly ProtocolPoint PowerOffWaitsForEnd = new(
        "host",
        "power-off-waits-for-end",
        "hosts",
        "a host is off, and its objects live"
    );

    /// <summary>What a host stores is written one after the other.</summary>
    public static readonly ProtocolPoint StoresTakeTurns = new(
        "host",
        "stores-take-turns",
        "hosts",
        "a write that fails takes back what another one has stored"
    );

    /// <summary>Pictures of a host are taken one after the other.</summary>
    public static readonly ProtocolPoint ViewsTakeTurns = new(
        "host",
        "views-take-turns",
        "hosts",
        "a picture lacks what another one took away"
    );

    /// <summary>Who has waited for a turn to take a picture asks whether the boot is still the same.</summary>
    public static readonly ProtocolPoint ViewLooksForBoot = new(
        "host",
        "view-looks-for-boot",
        "hosts",
        "a picture shows another boot than was asked for"
    );

    /// <summary>A picture of a host waits for those of its objects.</summary>
    public static readonly ProtocolPoint ViewWaitsForSnapshots = new(
        "host",
        "view-waits-for-snapshots",
        "hosts",
        "a picture lacks objects"
    );

    /// <summary>Who has waited for the objects' pictures asks whether the boot is still the same.</summary>
    public static readonly ProtocolPoint ViewLooksAgain = new(
        "host",
        "view-looks-again",
        "hosts",
        "a picture lacks the objects that have gone meanwhile"
    );

    /// <summary>A probe waits while the host boots or ends.</summary>
    public static readonly ProtocolPoint ProbeWaitsForChange = new(
        "host",
        "probe-waits-for-change",
        "hosts",
        "half a machine is told of as a whole one, or one that comes up as off"
    );

    /// <summary>A probe that has waited asks whether the host has begun to boot or end again.</summary>
    public static readonly ProtocolPoint ProbeLooksAgain = new(
        "host",
        "probe-looks-again",
        "hosts",
        "a host that is rebooted once more is taken for one that has crashed"
    );

    /// <summary>A probe asks whether the boot has ended by itself.</summary>
    public static readonly ProtocolPoint ProbeLooksForEnd = new(
        "host",
        "probe-looks-for-end",
        "hosts",
        "a host that has lost an object never comes back"
    );

    /// <summary>A probe that has brought a host back asks whether that boot has ended by itself, too.</summary>
    public static readonly ProtocolPoint ReviverLooksAgain = new(
        "host",
        "reviver-looks-again",
        "hosts",
        "a host that has lost an object while it came back is told of as up"
    );

    /// <summary>A host that was up is up again before it takes its first request.</summary>
    public static readonly ProtocolPoint HostComesBackFirst = new(
        "host",
        "host-comes-back-first",
        "hosts",
        "a host that crashed counts as off"
    );

    /// <summary>A host that goes in order ends its boot before.</summary>
    public static readonly ProtocolPoint HostEndsItsBoot = new(
        "host",
        "host-ends-its-boot",
        "hosts",
        "objects stay that no host stands behind"
    );
}
