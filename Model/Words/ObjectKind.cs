namespace SvaOrleans.Model.Words;

/// <summary>The kernel objects that are grains.</summary>
public enum ObjectKind
{
    /// <summary>One kernel instance.</summary>
    Host,

    /// <summary>A thread of a process, or the thread that runs a scenario's program.</summary>
    Task,

    /// <summary>A kernel worker.</summary>
    Kworker,

    /// <summary>A process address space.</summary>
    Mm,

    /// <summary>The IOMMU's view of one mm.</summary>
    IoMm,

    /// <summary>A set of devices that share address spaces.</summary>
    Domain,

    /// <summary>A PCI function.</summary>
    Device,

    /// <summary>An IOMMU.</summary>
    Iommu,

    /// <summary>The host's PASID numbers.</summary>
    PasidSpace,

    /// <summary>An open file of a device.</summary>
    File,

    /// <summary>A table of open files, a process's own or shared by threads.</summary>
    FileTable,

    /// <summary>A lock of a device driver.</summary>
    DriverLock,

    /// <summary>The one spinlock of the published 2018 text, with all that it protects on a host.</summary>
    SvaLock,
}
