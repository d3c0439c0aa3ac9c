using Orleans.Concurrency;
using SvaOrleans.Model;

namespace SvaOrleans.Interfaces;

/// <summary>One kernel instance: boots its objects. Key <c>host/host</c>.</summary>
public interface IHostGrain : IGrainWithStringKey
{
    /// <summary>Boots the host: every IOMMU, domain, device and the PASID space learn what they are.</summary>
    /// <param name="request">The hardware.</param>
    ValueTask<BootResult> Boot(BootRequest request);

    /// <summary>Answers once no kernel worker of the host has anything queued or running.</summary>
    /// <param name="stamp">When, and in which boot.</param>
    ValueTask<WhenIdleResult> WhenIdle(Stamp stamp);

    /// <summary>Whether a warning that the kernel gives once per boot is to be given now.</summary>
    [AlwaysInterleave]
    ValueTask<WarnOnceResult> WarnOnce(WarnOnceRequest request);
}

/// <summary>What a kernel warns of once per boot (WARN_ON_ONCE).</summary>
public enum HostWarning
{
    /// <summary>bind to a device without parameter.</summary>
    DeviceNotInitialised,
}

/// <summary>Asks whether to warn.</summary>
[GenerateSerializer, Immutable]
public readonly record struct WarnOnceRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] HostWarning Warning);

/// <summary>Whether to warn.</summary>
[GenerateSerializer, Immutable]
public readonly record struct WarnOnceResult([property: Id(0)] Errno Error, [property: Id(1)] bool IsFirst, [property: Id(2)] VirtualTime At);

/// <summary>Asks a host to boot.</summary>
[GenerateSerializer, Immutable]
public readonly record struct BootRequest([property: Id(0)] VirtualTime At, [property: Id(1)] HostSpec Spec);

/// <summary>A boot's outcome: -EBUSY when the host is already up, -EINVAL when the specification names what it does not hold.</summary>
[GenerateSerializer, Immutable]
public readonly record struct BootResult([property: Id(0)] Errno Error, [property: Id(1)] BootEpoch Epoch, [property: Id(2)] VirtualTime At);

/// <summary>The host's workers have nothing to do.</summary>
[GenerateSerializer, Immutable]
public readonly record struct WhenIdleResult([property: Id(0)] Errno Error, [property: Id(1)] VirtualTime At);
