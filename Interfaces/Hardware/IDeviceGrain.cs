using Orleans.Concurrency;
using SvaOrleans.Interfaces.Sva;

namespace SvaOrleans.Interfaces.Hardware;

/// <summary>A PCI function with its driver. Key <c>host/dev/bdf</c>. Its user face is rank 0: each request is a kernel thread that holds
/// nothing while it waits. Its hardware face is a leaf: one turn, no await.</summary>
public interface IDeviceGrain : ISvaDevice
{
    /// <summary>Boot: what this function is.</summary>
    ValueTask<Done> Configure(ConfigureDevice request);

    /// <summary>Changes how the driver behaves.</summary>
    ValueTask<Done> SetDriver(SetDriverRequest request);

    /// <summary>Arms an injected failure.</summary>
    ValueTask<Done> Inject(InjectRequest request);

    /// <summary>iopf_queue_flush_dev (07/40): returns when no fault of this device and PASID is queued or being handled.</summary>
    [Models("iopf_queue_flush_dev")]
    ValueTask<FlushFaultsResult> FlushFaults(FlushFaultsRequest request);

    /// <summary>iopf_queue_add_device: -EINVAL when it has a fault queue already.</summary>
    ValueTask<Done> AddFaultQueue(Stamp stamp);

    /// <summary>iopf_queue_remove_device: -EINVAL when it has none.</summary>
    ValueTask<Done> RemoveFaultQueue(Stamp stamp);

    /// <summary>iommu_attach_device: moves the function to another domain; unbinds its bonds first. -ENODEV without group or IOMMU, -EBUSY
    /// when it is in another domain than its boot domain.</summary>
    [ResponseTimeout("1.00:00:00")]
    ValueTask<Done> AttachDomain(AttachDomainRequest request);

    /// <summary>iommu_detach_device: moves the function back to its boot domain; unbinds its bonds first. -ENODEV without group or IOMMU,
    /// -EINVAL when it is not in the domain that it should leave.</summary>
    [ResponseTimeout("1.00:00:00")]
    ValueTask<Done> DetachDomain(AttachDomainRequest request);

    /// <summary>The function reads or writes memory, page by page.</summary>
    [ResponseTimeout("1.00:00:00")]
    ValueTask<DmaResult> Dma(DmaRequest request);

    /// <summary>The function sends an unsolicited page request, as a device may.</summary>
    ValueTask<PageRequestResult> SendPageRequest(PageRequestMessage request);

    /// <summary>iommu_queue_iopf (07/40): one page request reaches the software queue.</summary>
    [AlwaysInterleave]
    ValueTask<QueueFaultResult> QueueFault(PageRequestMessage request);

    /// <summary>The last request of a group overflowed or was lost: drops all partial groups. One turn.</summary>
    [AlwaysInterleave]
    ValueTask<Done> DiscardPartials(Stamp stamp);

    /// <summary>A group's answer reaches the device; the software's books are closed. One turn.</summary>
    [AlwaysInterleave]
    ValueTask<PageResponseResult> CompleteGroup(PageResponseMessage request);

    /// <summary>The device drops translations, those on their way to it included. One turn.</summary>
    [AlwaysInterleave]
    [Models("ATC invalidation")]
    ValueTask<AtcInvalidateResult> AtcInvalidate(AtcInvalidateRequest request);
}
