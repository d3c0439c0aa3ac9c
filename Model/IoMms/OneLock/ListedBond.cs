namespace SvaOrleans.Model.IoMms.OneLock;

/// <summary>A bond as the published text has it (struct iommu_bond of 05/40): memory with a count, which a thread that keeps a pointer may
/// read after it was freed.</summary>
public sealed class ListedBond
{
    /// <summary>Its serial, never used again: what stands for the pointer.</summary>
    public required BondId Id { get; init; }

    /// <summary>The serial of its io_mm.</summary>
    public required Incarnation IoMm { get; init; }

    /// <summary>The device.</summary>
    public required ObjectName Device { get; init; }

    /// <summary>The domain that the device was in.</summary>
    public required ObjectName Domain { get; init; }

    /// <summary>The driver's own word.</summary>
    public required long DriverData { get; init; }

    /// <summary>The text's refs: one for the lists, one for each unbind that waits or has waited.</summary>
    public int References { get; set; } = 1;

    /// <summary>The text's mm_exit_active.</summary>
    public bool IsExitActive { get; set; }

    /// <summary>A bond equal to this one.</summary>
    public ListedBond Copy() =>
        new()
        {
            Id = Id,
            IoMm = IoMm,
            Device = Device,
            Domain = Domain,
            DriverData = DriverData,
            References = References,
            IsExitActive = IsExitActive,
        };
}
