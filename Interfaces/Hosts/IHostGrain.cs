using System.Collections.Immutable;
using Orleans.Concurrency;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Events;

namespace SvaOrleans.Interfaces.Hosts;

/// <summary>One kernel instance, and the console of its machine: a client calls only the host, which checks the boot and calls its own
/// objects. Key <c>host/host</c>.</summary>
public interface IHostGrain : IGrainWithStringKey
{
    /// <summary>Boots the host: sends every IOMMU, domain, device and the PASID space its specification.</summary>
    /// <param name="request">The hardware.</param>
    ValueTask<BootResult> Boot(BootRequest request);

    /// <summary>Runs a program as one of the host's tasks; answers when it has ended and the host's workers are idle.</summary>
    [ResponseTimeout("1.00:00:00")]
    ValueTask<RunResult> Run(HostRunRequest request);

    /// <summary>Plays a part of a trace as one of the host's tasks; answers when it has ended and the host's workers are idle.</summary>
    [ResponseTimeout("1.00:00:00")]
    ValueTask<ReplayResult> Replay(HostReplayRequest request);

    /// <summary>Answers once no kernel worker of the host has work queued or running.</summary>
    /// <param name="stamp">The time, and the boot.</param>
    [ResponseTimeout("1.00:00:00")]
    ValueTask<Done> WhenIdle(Stamp stamp);

    /// <summary>Whether to give a warning now that the kernel gives once per boot.</summary>
    [AlwaysInterleave]
    ValueTask<WarnOnceResult> WarnOnce(WarnOnceRequest request);

    /// <summary>The host's boot; a host that crashed restarts on this call. -ENODEV when it is powered off.</summary>
    ValueTask<HostStatus> Probe();

    /// <summary>The view of all its objects; each snapshot is taken between two of the object's own turns.</summary>
    /// <param name="stamp">In which boot.</param>
    ValueTask<HostViewResult> View(Stamp stamp);

    /// <summary>Takes the events of the host since the last call.</summary>
    /// <param name="stamp">In which boot.</param>
    ValueTask<HostEventsResult> TakeEvents(Stamp stamp);

    /// <summary>Keeps the state of all its objects. -EBUSY while a program runs or a worker is at work.</summary>
    /// <param name="request">The time, and whether a crashed host boots from the checkpoint.</param>
    ValueTask<CheckpointResult> Checkpoint(CheckpointRequest request);

    /// <summary>Boots again, empty or from the checkpoint. -EBUSY while a program runs, -ENOENT when there is no checkpoint.</summary>
    /// <param name="request">The time, and the checkpoint.</param>
    ValueTask<BootResult> Reboot(RebootRequest request);

    /// <summary>Switches the host off, even while programs run: waiting callers get <see cref="HostRestartedException"/>.</summary>
    /// <param name="stamp">In which boot.</param>
    ValueTask<PowerOffResult> PowerOff(Stamp stamp);

    /// <summary>Deletes all that is stored of a host that is off, with the number of its boot; no host of this name may boot again. -EBUSY
    /// when it is up.</summary>
    ValueTask<Done> Forget();
}

/// <summary>A program for one of a host's tasks.</summary>
[GenerateSerializer, Immutable]
public sealed record HostRunRequest([property: Id(0)] ObjectName Task, [property: Id(1)] RunRequest Request);

/// <summary>A part of a trace for one of a host's tasks.</summary>
[GenerateSerializer, Immutable]
public sealed record HostReplayRequest([property: Id(0)] ObjectName Task, [property: Id(1)] ReplayRequest Request);

/// <summary>The status of a host.</summary>
/// <param name="Error">0, or -ENODEV when it is powered off.</param>
/// <param name="Epoch">The boot it is in, or was in last.</param>
/// <param name="Running">Programs that run.</param>
/// <param name="Objects">Kernel objects that live.</param>
/// <param name="HasCheckpoint">Whether a checkpoint is kept.</param>
/// <param name="At">The modelled time at which the latest program ended.</param>
/// <param name="Requests">Requests that its objects have begun: when it stays the same while a program runs, the program hangs.</param>
/// <param name="Silo">The silo that it lives on.</param>
[GenerateSerializer, Immutable]
public readonly record struct HostStatus(
    [property: Id(0)] Errno Error,
    [property: Id(1)] BootEpoch Epoch,
    [property: Id(2)] int Running,
    [property: Id(3)] int Objects,
    [property: Id(4)] bool HasCheckpoint,
    [property: Id(5)] VirtualTime At,
    [property: Id(6)] ulong Requests,
    [property: Id(7)] string Silo
);

/// <summary>A host's view, as <c>ViewCodec</c> writes it.</summary>
[GenerateSerializer, Immutable]
public readonly record struct HostViewResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] ImmutableArray<byte> View,
    [property: Id(2)] VirtualTime At
);

/// <summary>A host's events, by time; events of one time are in the order of their occurrence.</summary>
[GenerateSerializer, Immutable]
public readonly record struct HostEventsResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] ImmutableArray<SvaEvent> Events,
    [property: Id(2)] VirtualTime At
);

/// <summary>A request for a checkpoint.</summary>
[GenerateSerializer, Immutable]
public readonly record struct CheckpointRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] bool ComesBackRestored);

/// <summary>A checkpoint's outcome.</summary>
[GenerateSerializer, Immutable]
public readonly record struct CheckpointResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] int Objects,
    [property: Id(2)] long Bytes,
    [property: Id(3)] VirtualTime At
);

/// <summary>A request for another boot.</summary>
[GenerateSerializer, Immutable]
public readonly record struct RebootRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] bool FromCheckpoint);

/// <summary>A host is off.</summary>
[GenerateSerializer, Immutable]
public readonly record struct PowerOffResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] int Objects,
    [property: Id(2)] VirtualTime At
);

/// <summary>The warnings that a kernel gives once per boot (WARN_ON_ONCE).</summary>
public enum HostWarning
{
    /// <summary>bind to a device without parameter.</summary>
    DeviceNotInitialised,
}

/// <summary>A request whether to warn.</summary>
[GenerateSerializer, Immutable]
public readonly record struct WarnOnceRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] HostWarning Warning);

/// <summary>Whether to warn.</summary>
[GenerateSerializer, Immutable]
public readonly record struct WarnOnceResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] bool IsFirst,
    [property: Id(2)] VirtualTime At
);

/// <summary>A request to boot a host.</summary>
[GenerateSerializer, Immutable]
public readonly record struct BootRequest([property: Id(0)] VirtualTime At, [property: Id(1)] HostSpec Spec);

/// <summary>A boot's outcome: -EBUSY when the host is already up, -EINVAL when the specification names what it does not hold.</summary>
[GenerateSerializer, Immutable]
public readonly record struct BootResult(
    [property: Id(0)] Errno Error,
    [property: Id(1)] BootEpoch Epoch,
    [property: Id(2)] VirtualTime At
);
