namespace SvaOrleans.Model.IoMms.OneLock;

/// <summary>A bond of the published patches (struct iommu_bond of 05/40): memory with a count, which a thread that keeps a pointer may read
/// after it was freed.</summary>
public sealed class ListedBond
{
    /// <summary>Its serial, never used again, in place of the pointer.</summary>
    public required BondId Id { get; init; }

    /// <summary>The serial of its io_mm.</summary>
    public required Incarnation IoMm { get; init; }

    /// <summary>The device.</summary>
    public required ObjectName Device { get; init; }

    /// <summary>The domain that the device was in.</summary>
    public required ObjectName Domain { get; init; }

    /// <summary>The driver's private word, passed to its mm_exit.</summary>
    public required long DriverData { get; init; }

    /// <summary>refs of the patches: one for the lists, one for each unbind that waits or has waited.</summary>
    public int References { get; set; } = 1;

    /// <summary>mm_exit_active of the patches.</summary>
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
