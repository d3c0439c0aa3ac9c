using System.Collections.Immutable;
using SvaOrleans.Interfaces.Hardware;

namespace SvaOrleans.Interfaces.Hosts;

/// <summary>Everything a host is made of when it boots: its kernel's generation and its hardware.</summary>
/// <param name="Host">The host's name, the first part of every key.</param>
/// <param name="Generation">The kernel generation, <c>2018</c>.</param>
/// <param name="Settings">The settings of a host.</param>
/// <param name="Iommus">Its IOMMUs.</param>
/// <param name="Domains">Its domains; every device starts in one or in none.</param>
/// <param name="Devices">Its PCI functions.</param>
[GenerateSerializer, Immutable]
public sealed record HostSpec(
    [property: Id(0)] string Host,
    [property: Id(1)] string Generation,
    [property: Id(2)] HostSettings Settings,
    [property: Id(3)] ImmutableArray<IommuSpec> Iommus,
    [property: Id(4)] ImmutableArray<DomainSpec> Domains,
    [property: Id(5)] ImmutableArray<DeviceSpec> Devices
);

/// <summary>The settings of a host.</summary>
/// <param name="IsOneDevicePerGroup">Whether bind refuses a device whose group does not have exactly one device, as the public bind of
/// 02/40 does; off by default, since the example drawn in 03/40 binds two devices of one group.</param>
/// <param name="PasidMin">The lowest PASID given out; 0 only where IOMMUs leave entry 0 free.</param>
/// <param name="Latencies">The modelled time of operations.</param>
[GenerateSerializer, Immutable]
public sealed record HostSettings(
    [property: Id(0)] bool IsOneDevicePerGroup,
    [property: Id(1)] Pasid PasidMin,
    [property: Id(2)] Latencies Latencies
)
{
    /// <summary>The defaults.</summary>
    public static HostSettings Default { get; } = new(false, new Pasid(1), Latencies.Default);
}
