using Orleans.Concurrency;
using SvaOrleans.Interfaces.Kernel;

namespace SvaOrleans.Interfaces.Hardware;

/// <summary>An IOMMU: device table, PASID tables, translation cache, command queue, page request queue. Key <c>host/iommu/name</c>. Rank
/// 4.</summary>
/// <remarks>A plain request is the command queue's lock: a device that does not answer holds up every command behind it.</remarks>
public interface IIommuGrain : IKernelObjectGrain
{
    /// <summary>Boot: what this IOMMU is.</summary>
    ValueTask<Done> Configure(ConfigureIommu request);

    /// <summary>Points a function's device table entry at a domain, or clears it, and invalidates what was cached of it.</summary>
    ValueTask<Done> WriteDeviceEntry(WriteDeviceEntryRequest request);

    /// <summary>Writes or clears one entry of a domain's PASID table, without invalidating anything.</summary>
    [Models("write of the PASID table entry")]
    ValueTask<Done> WriteEntry(WriteEntryRequest request);

    /// <summary>Submits commands with a sync behind them; answers when the sync has completed.</summary>
    [Models("commands and CMD_SYNC")]
    ValueTask<SubmitResult> Submit(CommandBatch batch);

    /// <summary>An address translation request of a device (ATS), or the translation of its untranslated access.</summary>
    [AlwaysInterleave]
    [Models("ATS translation request")]
    ValueTask<TranslateResult> Translate(TranslateRequest request);

    /// <summary>A page request arrives from a device. One turn.</summary>
    [AlwaysInterleave]
    ValueTask<PageRequestResult> RequestPage(PageRequestMessage request);

    /// <summary>Software takes all waiting page requests from the queue. One turn.</summary>
    [AlwaysInterleave]
    ValueTask<TakePageRequestsResult> TakePageRequests(Stamp stamp);
}
