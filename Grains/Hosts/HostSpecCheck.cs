using SvaOrleans.Grains.Kernel;
using SvaOrleans.Interfaces.Hosts;

namespace SvaOrleans.Grains.Hosts;

/// <summary>Whether a machine can be built at all: every part is named once, by a name of this host, and joins parts that are
/// there.</summary>
internal static class HostSpecCheck
{
    /// <summary>Checks.</summary>
    /// <param name="host">The host's name.</param>
    /// <param name="spec">The hardware to check.</param>
    public static bool Holds(string host, HostSpec spec)
    {
        var names = new SortedSet<ObjectName>();
        bool IsPart(ObjectName name, ObjectKind kind) => name.Kind == kind && name.Host == host && names.Add(name);
        return spec.Host == host
            && KernelGeneration.Find(spec.Generation) is not null
            && spec.Iommus.All(iommu => IsPart(iommu.Name, ObjectKind.Iommu))
            && spec.Domains.All(domain => IsPart(domain.Name, ObjectKind.Domain))
            && spec.Devices.All(device =>
                IsPart(device.Name, ObjectKind.Device)
                && (device.Iommu.IsNone || (device.Iommu.Kind == ObjectKind.Iommu && names.Contains(device.Iommu)))
                && (device.Domain.IsNone || (device.Domain.Kind == ObjectKind.Domain && names.Contains(device.Domain)))
            );
    }
}
