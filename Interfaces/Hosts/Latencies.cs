namespace SvaOrleans.Interfaces.Hosts;

/// <summary>The modelled times of operations. The figures are modelled, never measured; those of the invalidations and of page requests are
/// typical of the latency histograms published for Intel hardware, the others are round numbers of the same order.</summary>
/// <param name="Call">A kernel function's own work, per call.</param>
/// <param name="TableWrite">Writing one PASID or device table entry.</param>
/// <param name="IotlbInvalidation">One IOTLB invalidation command.</param>
/// <param name="AtcInvalidation">One device-TLB invalidation, until the device has answered.</param>
/// <param name="Sync">A command queue's sync, beside what it waits for.</param>
/// <param name="AtcTimeout">How long a sync waits for a device that does not answer.</param>
/// <param name="AtsTranslation">A translation request from device to IOMMU and back.</param>
/// <param name="PageWalk">A walk of the process's page table by the IOMMU.</param>
/// <param name="PageFault">The mm's handling of one fault.</param>
/// <param name="PageRequest">A page request from device to software, one way.</param>
/// <param name="PageFree">Freeing one page.</param>
[GenerateSerializer, Immutable]
public sealed record Latencies(
    [property: Id(0)] VirtualTime Call,
    [property: Id(1)] VirtualTime TableWrite,
    [property: Id(2)] VirtualTime IotlbInvalidation,
    [property: Id(3)] VirtualTime AtcInvalidation,
    [property: Id(4)] VirtualTime Sync,
    [property: Id(5)] VirtualTime AtcTimeout,
    [property: Id(6)] VirtualTime AtsTranslation,
    [property: Id(7)] VirtualTime PageWalk,
    [property: Id(8)] VirtualTime PageFault,
    [property: Id(9)] VirtualTime PageRequest,
    [property: Id(10)] VirtualTime PageFree
)
{
    /// <summary>The defaults.</summary>
    public static Latencies Default { get; } =
        new(
            Call: new(100),
            TableWrite: new(200),
            IotlbInvalidation: new(500),
            AtcInvalidation: new(1_000),
            Sync: new(300),
            AtcTimeout: VirtualTime.FromMilliseconds(1_000),
            AtsTranslation: new(600),
            PageWalk: new(200),
            PageFault: new(4_000),
            PageRequest: new(2_500),
            PageFree: new(50)
        );
}
