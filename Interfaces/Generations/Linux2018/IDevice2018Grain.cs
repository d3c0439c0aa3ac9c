using Orleans.Concurrency;
using SvaOrleans.Model;

namespace SvaOrleans.Interfaces;

/// <summary>A device of a 2018 kernel: its SVA parameter, its mm_exit handler, and its list of bonds.</summary>
public interface IDevice2018Grain : IDeviceGrain
{
    /// <summary>iommu_sva_device_init (02/40).</summary>
    ValueTask<DeviceInitResult> Init(DeviceInitRequest request);

    /// <summary>iommu_sva_device_shutdown (02/40): unbinds everything, so it waits for drivers.</summary>
    [ResponseTimeout("1.00:00:00")]
    ValueTask<DeviceShutdownResult> Shutdown(Stamp stamp);

    /// <summary>__iommu_sva_unbind_dev_all (03/40).</summary>
    [ResponseTimeout("1.00:00:00")]
    ValueTask<UnbindAllResult> UnbindAll(Stamp stamp);

    /// <summary>The driver's mm_exit; may sleep, fail, hang and take the driver's locks. Called by the thread that runs the exit.</summary>
    [ResponseTimeout("1.00:00:00")]
    ValueTask<MmExitResult> RunMmExit(MmExitRequest request);

    /// <summary>A bond of this device came to be. One turn.</summary>
    [AlwaysInterleave]
    ValueTask<LinkResult> LinkBond(LinkBondRequest request);

    /// <summary>A bond of this device is gone. One turn.</summary>
    [AlwaysInterleave]
    ValueTask<LinkResult> UnlinkBond(UnlinkBondRequest request);
}
