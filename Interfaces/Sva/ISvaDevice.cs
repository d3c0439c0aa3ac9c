using SvaOrleans.Interfaces.Kernel;

namespace SvaOrleans.Interfaces.Sva;

/// <summary>A device that a driver binds to address spaces.</summary>
public interface ISvaDevice : IKernelObjectGrain
{
    /// <summary>iommu_sva_bind_device (03/40).</summary>
    [Models("iommu_sva_bind_device")]
    ValueTask<BindResult> Bind(BindRequest request);

    /// <summary>iommu_sva_unbind_device (03/40, 05/40): returns only when no mm_exit of the bond runs or will run.</summary>
    [ResponseTimeout("1.00:00:00")]
    [Models("iommu_sva_unbind_device")]
    ValueTask<UnbindResult> Unbind(UnbindRequest request);
}
