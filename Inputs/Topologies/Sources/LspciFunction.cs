using SvaOrleans.Inputs.Topologies.Machines;

namespace SvaOrleans.Inputs.Topologies.Sources;

/// <summary>One function as lspci shows it.</summary>
internal sealed class LspciFunction
{
    /// <summary>Its address, and the line on which it begins.</summary>
    public required Found<Bdf> Bdf { get; init; }

    /// <summary>Vendor and device id.</summary>
    public (ushort Vendor, ushort Device)? Ids { get; set; }

    /// <summary>Class, subclass and programming interface.</summary>
    public uint? Class { get; set; }

    /// <summary>The class' name.</summary>
    public string ClassName { get; set; } = "";

    /// <summary>Names of vendor and device.</summary>
    public string Name { get; set; } = "";

    /// <summary>The IOMMU group.</summary>
    public Found<int>? Group { get; set; }

    /// <summary>The NUMA node.</summary>
    public Found<int>? NumaNode { get; set; }

    /// <summary>The driver.</summary>
    public string? Driver { get; set; }

    /// <summary>Buses below a bridge.</summary>
    public BridgeBuses? Buses { get; set; }

    /// <summary>SR-IOV: how many virtual functions there are and could be.</summary>
    public VirtualFunctions? VirtualFunctions { get; set; }

    /// <summary>SR-IOV: requester id of the first virtual function, less that of the physical one.</summary>
    public int VirtualOffset { get; set; }

    /// <summary>SR-IOV: from one virtual function's requester id to the next.</summary>
    public int VirtualStride { get; set; }

    /// <summary>Whether the text shows more of it than names: its control and status words, or its capabilities.</summary>
    public bool HasDetails { get; set; }

    /// <summary>Whether lspci could not read its capabilities.</summary>
    public bool CapabilitiesDenied { get; set; }

    /// <summary>Whether lspci cut its ids off.</summary>
    public bool IdsCut { get; set; }

    /// <summary>Capabilities of which the text has given the name, and not yet more.</summary>
    public SharingCapabilities Named { get; set; }

    /// <summary>ATS.</summary>
    public AtsCapability? Ats { get; set; }

    /// <summary>PASID; of width 0 until the width was read.</summary>
    public PasidCapability? Pasid { get; set; }

    /// <summary>PRI.</summary>
    public PriCapability? Pri { get; set; }
}

/// <summary>The capabilities that sharing address spaces needs.</summary>
[Flags]
internal enum SharingCapabilities
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>ATS.</summary>
    Ats = 1,

    /// <summary>PASID.</summary>
    Pasid = 2,

    /// <summary>PRI.</summary>
    Pri = 4,
}
