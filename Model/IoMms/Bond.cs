namespace SvaOrleans.Model.IoMms;

/// <summary>The state of a bond.</summary>
public enum BondLife
{
    /// <summary>Attached.</summary>
    Bound,

    /// <summary>Attached, and claimed by the exit: the driver's mm_exit runs, or has run.</summary>
    InHandler,

    /// <summary>Torn down; the thread that did so still flushes faults and then drops its reference.</summary>
    Draining,
}

/// <summary>A bond: one device attached to one address space (struct iommu_bond of 03/40).</summary>
public sealed class Bond
{
    /// <summary>Its serial within the io_mm.</summary>
    public required BondId Id { get; init; }

    /// <summary>The device.</summary>
    public required ObjectName Device { get; init; }

    /// <summary>The domain that the device was in when it was bound.</summary>
    public required ObjectName Domain { get; init; }

    /// <summary>The driver's private word, passed to its mm_exit.</summary>
    public required long DriverData { get; init; }

    /// <summary>Its state.</summary>
    public BondLife Life { get; internal set; }

    /// <summary>A bond equal to this one.</summary>
    public Bond Copy() =>
        new()
        {
            Id = Id,
            Device = Device,
            Domain = Domain,
            DriverData = DriverData,
            Life = Life,
        };

    /// <summary>The exit claims the bond: its driver's handler runs next.</summary>
    public void Claim() => Life = BondLife.InHandler;
}
