using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Grains.Tests.Reference;

/// <summary>struct mm_struct, as far as bind and exit see it.</summary>
internal sealed class RefMm(ObjectName name, AddressSpace space)
{
    public ObjectName Name { get; } = name;

    public AddressSpace Space { get; } = space;

    public int Users { get; set; } = 1;

    public int Count { get; set; } = 1;

    /// <summary>Users that are no tasks: debuggers.</summary>
    public int Borrowed { get; set; }

    public List<RefIoMm> Notifiers { get; } = [];

    public InjectedFailures Failures { get; init; } = new();
}

/// <summary>struct io_mm.</summary>
internal sealed class RefIoMm(RefMm mm, SvaFeatures flags)
{
    public RefMm Mm { get; } = mm;

    public SvaFeatures Flags { get; } = flags;

    public uint Pasid { get; set; }

    public int Kref { get; set; }

    /// <summary>Newest first.</summary>
    public List<RefBond> Bonds { get; } = [];
}

/// <summary>struct iommu_bond.</summary>
internal sealed record RefBond(RefIoMm IoMm, RefDevice Device, RefDomain Domain);

/// <summary>struct iommu_domain: its bonds, and its PASID table.</summary>
internal sealed class RefDomain(ObjectName name)
{
    public ObjectName Name { get; } = name;

    public List<RefBond> Bonds { get; } = [];

    public SortedDictionary<uint, string> Table { get; } = [];
}

/// <summary>struct iommu_sva_param.</summary>
internal sealed class RefParam(SvaFeatures features)
{
    public SvaFeatures Features { get; } = features;

    public uint Min { get; set; }

    public uint Max { get; set; }

    /// <summary>Newest first.</summary>
    public List<RefBond> Bonds { get; } = [];
}

/// <summary>struct device, its IOMMU data and its driver.</summary>
internal sealed class RefDevice(DeviceSpec spec)
{
    public DeviceSpec Spec { get; } = spec;

    public DriverSpec Driver { get; set; } = spec.Driver;

    public RefDomain? Domain { get; set; }

    public RefDomain? BootDomain { get; set; }

    public RefParam? Param { get; set; }

    public bool HasFaultHandler { get; set; }

    public bool HasFaultQueue { get; set; }

    public InjectedFailures Failures { get; } = new();
}

/// <summary>struct file, of a device.</summary>
internal sealed class RefFile(RefDevice device, RefBond bond, uint pasid)
{
    public RefDevice Device { get; } = device;

    public RefBond Bond { get; } = bond;

    public uint Pasid { get; } = pasid;

    public int Descriptors { get; set; } = 1;
}

/// <summary>struct files_struct: shared by threads, copied by fork.</summary>
internal sealed class RefFiles
{
    public int Tasks { get; set; } = 1;

    public SortedDictionary<int, RefFile> Open { get; } = [];
}

/// <summary>struct task_struct.</summary>
internal sealed class RefTask(ObjectName name, RefMm mm, RefFiles files)
{
    public ObjectName Name { get; } = name;

    public RefMm Mm { get; set; } = mm;

    public RefFiles Files { get; set; } = files;

    public bool IsAlive { get; set; } = true;
}
