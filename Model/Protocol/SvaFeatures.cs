namespace SvaOrleans.Model.Protocol;

/// <summary>The feature bits of bind and device_init. Others than these are refused with -EINVAL.</summary>
[Flags]
public enum SvaFeatures
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The device can take I/O page faults (IOMMU_SVA_FEAT_IOPF of 09/40).</summary>
    Iopf = 1,

    /// <summary>Every bit that there is.</summary>
    Known = Iopf,
}
