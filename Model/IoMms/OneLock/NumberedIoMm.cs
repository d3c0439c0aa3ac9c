using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Model.IoMms.OneLock;

/// <summary>An io_mm of the published patches: an mm may have several.</summary>
public sealed class NumberedIoMm
{
    /// <summary>Its serial within the host, never used again.</summary>
    public required Incarnation Serial { get; init; }

    /// <summary>The mm.</summary>
    public required ObjectName Mm { get; init; }

    /// <summary>The PASID.</summary>
    public required Pasid Pasid { get; init; }

    /// <summary>The PASID's lease.</summary>
    public required PasidLease Lease { get; init; }

    /// <summary>The flags of the bind that made it.</summary>
    public required SvaFeatures Features { get; init; }

    /// <summary>The kref; 0 until its notifier is registered, and again after its release.</summary>
    public int References { get; set; }

    /// <summary>References that operations hold besides bonds: a bind that has found or made it, a release that walks it.</summary>
    public int Holders { get; set; }

    /// <summary>Whether a release walks its bonds.</summary>
    public bool IsReleasing { get; set; }

    /// <summary>Whether it was released: its PASID is freed, and its memory waits for a grace period.</summary>
    public bool IsGivenUp { get; set; }

    /// <summary>An io_mm equal to this one.</summary>
    public NumberedIoMm Copy() =>
        new()
        {
            Serial = Serial,
            Mm = Mm,
            Pasid = Pasid,
            Lease = Lease,
            Features = Features,
            References = References,
            Holders = Holders,
            IsReleasing = IsReleasing,
            IsGivenUp = IsGivenUp,
        };
}
