using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Model.Devices;

/// <summary>What device_init leaves behind (struct iommu_sva_param of 03/40).</summary>
/// <param name="Features">What the driver asked for.</param>
/// <param name="PasidMin">The lowest PASID, inclusive.</param>
/// <param name="PasidMax">The highest, inclusive.</param>
public sealed record SvaParameter(SvaFeatures Features, Pasid PasidMin, Pasid PasidMax);
