using SvaOrleans.Inputs.Topologies.Machines;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Model.Protocol;
using SvaOrleans.Scenarios.Reading;
using Hardware = SvaOrleans.Model.Invalidation.IommuKind;

namespace SvaOrleans.Scenarios.Hosts;

/// <summary>
/// Makes a host of a topology: each group gets a domain of its own name, as the kernel makes a default domain for each group.
/// </summary>
internal static class TopologyHost
{
    /// <summary>PASID width of IOMMUs: no import has it.</summary>
    public const int PasidWidthBits = 20;

    /// <summary>The host's specification.</summary>
    /// <param name="topology">The machine, its directives applied.</param>
    /// <param name="host">The host's name.</param>
    /// <param name="generation">Its kernel generation.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="domainOfGroup">Domains of groups that are not called like the group.</param>
    /// <param name="moreDomains">Domains besides those of groups.</param>
    public static HostSpec Make(
        Topology topology,
        string host,
        string generation,
        HostSettings settings,
        IReadOnlyDictionary<string, string> domainOfGroup,
        IEnumerable<string> moreDomains
    )
    {
        var iommus = topology.Iommus.Select(iommu => Iommu(iommu, host)).ToArray();
        var devices = topology.Functions.Select(function => Device(topology, function, host, settings, domainOfGroup)).ToArray();
        var domains = devices
            .Where(static device => !device.Domain.IsNone)
            .Select(static device => device.Domain.Name)
            .Concat(moreDomains)
            .Distinct(StringComparer.Ordinal);
        return new(
            host,
            generation,
            settings,
            [.. iommus],
            [.. domains.Select(domain => new DomainSpec(new(host, ObjectKind.Domain, domain)))],
            [.. devices]
        );
    }

    private static IommuSpec Iommu(MachineIommu iommu, string host)
    {
        var usual = OfKind(iommu.Kind, new ObjectName(host, ObjectKind.Iommu, iommu.Name)) with { IsExtended = iommu.IsExtended };
        return iommu.Settings is not { } set
            ? usual
            : usual with
            {
                PasidWidthBits = set.PasidWidth ?? usual.PasidWidthBits,
                Ops = set.Ops ?? usual.Ops,
                HasRangeCommands = set.RangeCommands ?? usual.HasRangeCommands,
                IotlbEntries = set.IotlbEntries ?? usual.IotlbEntries,
                PageRequestQueueEntries = set.PageRequestQueue ?? usual.PageRequestQueueEntries,
            };
    }

    private static IommuSpec OfKind(IommuArchitecture kind, ObjectName name)
    {
        return kind switch
        {
            IommuArchitecture.IntelVtd => new(name, Hardware.IntelVtd, PasidWidthBits),
            IommuArchitecture.AmdVi => new(name, Hardware.AmdVi, PasidWidthBits),
            IommuArchitecture.ArmSmmuV3 => new(name, Hardware.ArmSmmuV3, PasidWidthBits),

            // Paravirtual and unknown IOMMUs have no SVA operations in their drivers: device_init answers -ENODEV.
            _ => new(name, Hardware.ArmSmmuV3, 0, IommuOps.None),
        };
    }

    private static DeviceSpec Device(
        Topology topology,
        PciFunction function,
        string host,
        HostSettings settings,
        IReadOnlyDictionary<string, string> domainOfGroup
    )
    {
        var name = new ObjectName(host, ObjectKind.Device, function.Bdf.ToString());
        var iommu = function.Iommu is { } known ? topology.FindIommu(known) : null;
        var group = iommu is null ? null : function.Group;
        var groupName = group is { } id ? FormattableString.Invariant($"{id}") : null;
        var domain = groupName is null ? null : domainOfGroup.GetValueOrDefault(groupName, groupName);
        var kind = iommu is null ? null : Iommu(iommu, host);
        return new(
            name,
            function.Bdf,
            kind?.Name ?? default,
            kind?.Ops ?? IommuOps.None,
            groupName,
            group is { } number ? topology.Members(number).Count : 0,
            domain is null ? default : new(host, ObjectKind.Domain, domain),
            settings.PasidMin,
            Pasid.LargestOfWidth(Math.Min(kind?.PasidWidthBits ?? 0, function.Pasid?.WidthBits ?? 0)),
            function.Ats is not null,
            function.Ats is null ? 0 : CapabilityReader.AtcEntriesDefault,
            (int)Math.Min(function.Pri?.Capacity ?? 0, 1u << 20),
            DriverSpec.Default,
            kind?.IsExtended ?? false
        );
    }
}
