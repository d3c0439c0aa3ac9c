using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Model;

namespace SvaOrleans.Server.Api.Checks;

/// <summary>What a host is made of: these parts come with its boot, and a name of any other is a mistake. Processes and address spaces
/// come and go as programs say.</summary>
internal static class HostHardware
{
    /// <summary>Whether an object is of a kind that comes with the boot.</summary>
    public static bool IsPart(ObjectName name) => name.Kind is ObjectKind.Iommu or ObjectKind.Domain or ObjectKind.Device;

    /// <summary>The parts of a host.</summary>
    /// <param name="spec">What it is made of.</param>
    public static IReadOnlySet<ObjectName> Of(HostSpec spec) =>
        spec
            .Iommus.Select(static iommu => iommu.Name)
            .Concat(spec.Domains.Select(static domain => domain.Name))
            .Concat(spec.Devices.Select(static device => device.Name))
            .ToHashSet();
}
