using SvaOrleans.Interfaces.Hosts;

namespace SvaOrleans.Server.Api.Checks;

/// <summary>The hardware of a host. A boot creates these objects, so a request that names any other is wrong. Programs create and destroy
/// processes and address spaces.</summary>
internal static class HostHardware
{
    /// <summary>Whether a boot creates objects of this kind.</summary>
    public static bool IsPart(ObjectName name) => name.Kind is ObjectKind.Iommu or ObjectKind.Domain or ObjectKind.Device;

    /// <summary>The hardware of a host.</summary>
    /// <param name="spec">The host's description.</param>
    public static IReadOnlySet<ObjectName> Of(HostSpec spec) =>
        spec
            .Iommus.Select(static iommu => iommu.Name)
            .Concat(spec.Domains.Select(static domain => domain.Name))
            .Concat(spec.Devices.Select(static device => device.Name))
            .ToHashSet();
}
