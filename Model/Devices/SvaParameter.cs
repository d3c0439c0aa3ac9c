using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Model.Devices;

/// <summary>The result of device_init (struct iommu_sva_param of 03/40).</summary>
/// <param name="Features">The features that the driver requested.</param>
/// <param name="PasidMin">The lowest PASID, inclusive.</param>
/// <param name="PasidMax">The highest, inclusive.</param>
public sealed record SvaParameter(SvaFeatures Features, Pasid PasidMin, Pasid PasidMax);
