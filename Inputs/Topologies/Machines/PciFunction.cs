namespace SvaOrleans.Inputs.Topologies.Machines;

/// <summary>The buses below a bridge.</summary>
/// <param name="Secondary">The bus right below.</param>
/// <param name="Subordinate">The highest bus below.</param>
public sealed record BridgeBuses(byte Secondary, byte Subordinate);

/// <summary>Virtual functions of a physical one (SR-IOV).</summary>
/// <param name="Enabled">How many there are.</param>
/// <param name="Total">How many there could be.</param>
public sealed record VirtualFunctions(int Enabled, int Total);

/// <summary>One PCI function of a host.</summary>
public sealed record PciFunction
{
    /// <summary>Its address.</summary>
    public required Bdf Bdf { get; init; }

    /// <summary>Vendor id; null when the source does not show it.</summary>
    public ushort? Vendor { get; init; }

    /// <summary>Device id; null when the source does not show it.</summary>
    public ushort? Device { get; init; }

    /// <summary>Base class, subclass and programming interface in 24 bits; null when the source does not show it.</summary>
    public uint? Class { get; init; }

    /// <summary>Name of the class (<c>Ethernet controller</c>); may be empty.</summary>
    public string ClassName { get; init; } = "";

    /// <summary>Names of vendor and device; may be empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>The driver bound to it; null for none.</summary>
    public string? Driver { get; init; }

    /// <summary>The NUMA node it is near to; null for none.</summary>
    public int? NumaNode { get; init; }

    /// <summary>Its IOMMU group; null for none, which is normal for host bridges on Arm and for the IOMMU itself on AMD.</summary>
    public int? Group { get; init; }

    /// <summary>Name of the IOMMU that translates for it; null for none.</summary>
    public string? Iommu { get; init; }

    /// <summary>The bridge above it; null on a root bus.</summary>
    public Bdf? Parent { get; init; }

    /// <summary>For bridges, the buses below.</summary>
    public BridgeBuses? Buses { get; init; }

    /// <summary>For virtual functions, the physical one.</summary>
    public Bdf? PhysicalFunction { get; init; }

    /// <summary>For physical functions with SR-IOV, their virtual ones.</summary>
    public VirtualFunctions? VirtualFunctions { get; init; }

    /// <summary>Its ATS capability, or null.</summary>
    public AtsCapability? Ats { get; init; }

    /// <summary>Its PASID capability, or null.</summary>
    public PasidCapability? Pasid { get; init; }

    /// <summary>Its PRI capability, or null.</summary>
    public PriCapability? Pri { get; init; }

    /// <summary>Whether it is no bridge and no IOMMU: something that moves data.</summary>
    public bool IsEndpoint => Buses is null && (Class is not { } code || (code >> 16 != 0x06 && code >> 8 != 0x0806));
}
