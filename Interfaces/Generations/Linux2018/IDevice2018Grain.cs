using Orleans.Concurrency;
using SvaOrleans.Interfaces.Hardware;

namespace SvaOrleans.Interfaces.Generations.Linux2018;

/// <summary>A device of a 2018 kernel: its SVA parameter, its mm_exit handler, and its list of bonds.</summary>
public interface IDevice2018Grain : IDeviceGrain
{
    /// <summary>iommu_sva_device_init (02/40).</summary>
    [Models("iommu_sva_device_init")]
    ValueTask<DeviceInitResult> Init(DeviceInitRequest request);

    /// <summary>iommu_sva_device_shutdown (02/40): unbinds everything, so it waits for drivers.</summary>
    [ResponseTimeout("1.00:00:00")]
    [Models("iommu_sva_device_shutdown")]
    ValueTask<DeviceShutdownResult> Shutdown(Stamp stamp);

    /// <summary>__iommu_sva_unbind_dev_all (03/40).</summary>
    [ResponseTimeout("1.00:00:00")]
    [Models("iommu_sva_unbind_device_all")]
    ValueTask<UnbindAllResult> UnbindAll(Stamp stamp);

    /// <summary>The driver's mm_exit; may sleep, fail, hang and take the driver's locks. Called by the thread that runs the exit.</summary>
    [ResponseTimeout("1.00:00:00")]
    [Models("the driver's mm_exit")]
    ValueTask<Done> RunMmExit(MmExitRequest request);

    /// <summary>Adds a bond to the list of this device: -EINVAL and a verdict when the PASID has one already. One turn.</summary>
    [AlwaysInterleave]
    [Models("list_add to the device's bonds")]
    ValueTask<Done> LinkBond(LinkBondRequest request);

    /// <summary>Takes a bond from the list of this device: -EINVAL and a verdict when it is not in it. One turn.</summary>
    [AlwaysInterleave]
    [Models("list_del from the device's bonds")]
    ValueTask<Done> UnlinkBond(UnlinkBondRequest request);
}
