using Orleans.Concurrency;
using SvaOrleans.Interfaces.Kernel;
using SvaOrleans.Model.Faults;

namespace SvaOrleans.Interfaces.Faults;

/// <summary>A kernel worker: runs what others must not run themselves. Key <c>host/kworker/name</c>. Rank 0.</summary>
/// <remarks><c>mmput</c> runs exits for mmput_async; <c>iopf-NAME</c> serves the page requests of the IOMMU of that name.</remarks>
public interface IKworkerGrain : IKernelObjectGrain
{
    /// <summary>Boot: the worker exists from now on.</summary>
    ValueTask<Done> Configure(Stamp stamp);

    /// <summary>mmput_async: the worker drops the user reference, and runs the exit if it was the last. Answers when it is
    /// queued.</summary>
    ValueTask<Done> PutUserAsync(PutUserAsyncRequest request);

    /// <summary>An IOMMU's page request interrupt: the worker takes what waits there. Answers when it is queued.</summary>
    ValueTask<Done> ServePageRequests(ServePageRequestsRequest request);

    /// <summary>Takes what waits at the IOMMU now and answers when every group of this device and PASID taken so far has been
    /// answered.</summary>
    [ResponseTimeout("1.00:00:00")]
    ValueTask<Done> Flush(FlushRequest request);

    /// <summary>A work item of the worker itself: drops the user reference, and runs the exit if it was the last.</summary>
    [ResponseTimeout("1.00:00:00")]
    ValueTask<Done> RunPutUser(PutUserAsyncRequest request);

    /// <summary>A work item of the worker itself: resolves a group's faults and answers it.</summary>
    [ResponseTimeout("1.00:00:00")]
    ValueTask<Done> RunGroup(RunGroupRequest request);

    /// <summary>Answers when nothing is queued or running.</summary>
    [AlwaysInterleave]
    [ResponseTimeout("1.00:00:00")]
    ValueTask<Done> WhenIdle(Stamp stamp);
}

/// <summary>Asks for an asynchronous mmput.</summary>
[GenerateSerializer, Immutable]
public readonly record struct PutUserAsyncRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] ObjectName Mm);

/// <summary>Tells that page requests wait at an IOMMU.</summary>
[GenerateSerializer, Immutable]
public readonly record struct ServePageRequestsRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] ObjectName Iommu);

/// <summary>Flushes the work of one device; without a PASID, all of it.</summary>
[GenerateSerializer, Immutable]
public readonly record struct FlushRequest(
    [property: Id(0)] Stamp Stamp,
    [property: Id(1)] ObjectName Iommu,
    [property: Id(2)] ObjectName Device,
    [property: Id(3)] Pasid? Pasid
);

/// <summary>A group of faults to be handled.</summary>
[GenerateSerializer, Immutable]
public sealed record RunGroupRequest([property: Id(0)] Stamp Stamp, [property: Id(1)] FaultGroup Group);
