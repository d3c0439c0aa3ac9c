using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Memory;
using SvaOrleans.Model.Domains;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Memory;

namespace SvaOrleans.Grains.Hardware;

/// <summary>A domain: the devices that see the same address spaces. One PASID table for all of them, in each IOMMU's own shape.</summary>
/// <remarks>struct iommu_domain of 03/40, and what an IOMMU driver's mm_attach, mm_detach and mm_invalidate do with it.</remarks>
[GrainType("domain")]
[KeepAlive]
public sealed class Domain(IEventSink events) : KernelObject<DomainState>(events, new()), IDomainGrain, IWatchedObject
{
    /// <inheritdoc/>
    public ulong StateHash => State.Hash();

    /// <inheritdoc/>
    public ValueTask<Done> Configure(ConfigureDomain request)
    {
        return new(new Done(Errno.None, Leave(EnterLocked(request.Stamp, default))));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<Done> AddDevice(DomainDeviceRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.Call);
        var isNewIommu = State.Find(request.Iommu) is null;
        if (!State.Join(new(request.Device, request.Function, request.Iommu, request.IsAtsEnabled)))
        {
            return new(Errno.EEXIST, Leave(at));
        }

        var iommu = Kernel.Iommu(request.Iommu);
        if (isNewIommu)
        {
            // All are sent concurrently; the IOMMU handles them in sequence.
            var began = at;
            foreach (
                var done in await FanOut.Ask(
                    [.. State.Entries],
                    written =>
                        Kernel.Await(
                            HardwarePoint.JoinWaitsForEntries,
                            iommu.WriteEntry(new(StampAt(began), Name, written.Key, written.Value)),
                            new(Errno.None, began)
                        )
                )
            )
            {
                at = VirtualTime.Max(at, done.At);
            }
        }

        var written = await Kernel.Await(
            HardwarePoint.JoinWaitsForDeviceEntry,
            iommu.WriteDeviceEntry(new(StampAt(at), request.Device, request.Function, Name, request.IsAtsEnabled)),
            new(Errno.None, at)
        );
        return new(written.Error, Leave(written.At));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<Done> RemoveDevice(DomainDeviceRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.Call);
        if (!State.Leave(request.Device))
        {
            return new(Errno.EINVAL, Leave(at));
        }

        // An IOMMU without a function of this domain gets no invalidations.
        var forgotten = State.Find(request.Iommu) is null ? Name : default;
        var written = await Kernel.Await(
            HardwarePoint.LeaveWaitsForDeviceEntry,
            Kernel.Iommu(request.Iommu).WriteDeviceEntry(new(StampAt(at), request.Device, request.Function, default, false, forgotten)),
            new(Errno.None, at)
        );
        return new(written.Error, Leave(written.At));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<Done> AttachMm(DomainAttachRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.Call);
        if (State.FindMember(request.Device) is null)
        {
            return new(Errno.EINVAL, Leave(at));
        }

        if (request.IsFirst)
        {
            State.Install(request.Pasid, request.Entry);
            at = await OneAfterTheOther(
                at,
                [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
                async ValueTask<(VirtualTime, VirtualTime)> (DomainBranch branch) =>
                {
                    var written = await Kernel.Await(
                        HardwarePoint.AttachWaitsForEntry,
                        Kernel.Iommu(branch.Iommu).WriteEntry(new(StampAt(at), Name, request.Pasid, request.Entry)),
                        new(Errno.None, at)
                    );
                    return (Latencies.TableWrite, written.At);
                }
            );
        }

        return new(Errno.None, Leave(at));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<Done> DetachMm(DomainDetachRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.Call);
        if (request.IsLast)
        {
            State.Remove(request.Pasid);
            at = await OneAfterTheOther(
                at,
                [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
                async ValueTask<(VirtualTime, VirtualTime)> (DomainBranch branch) =>
                {
                    var iommu = Kernel.Iommu(branch.Iommu);
                    var written = await Kernel.Await(
                        HardwarePoint.EntryGoesBeforeCaches,
                        iommu.WriteEntry(new(StampAt(at), Name, request.Pasid, null)),
                        new(Errno.None, at)
                    );
                    var flushed = await iommu.Submit(
                        new(
                            StampAt(written.At),
                            Name,
                            request.Pasid,
                            InvalidationScope.Pasid,
                            PageRange.All,
                            true,
                            true,
                            branch.CachingDevices
                        )
                    );
                    return (Latencies.TableWrite + flushed.Work, flushed.At);
                }
            );
        }
        else if (State.FindMember(request.Device) is { IsAtsEnabled: true } member)
        {
            var flushed = await Kernel
                .Iommu(member.Iommu)
                .Submit(new(StampAt(at), Name, request.Pasid, InvalidationScope.Pasid, PageRange.All, false, false, [member.Device]));
            at = flushed.At;
        }

        return new(Errno.None, Leave(at));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<SubmitResult> Invalidate(DomainInvalidateRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.Call);
        var sum = new SubmitResult(Errno.None, 0, 0, default, default, at);

        // Every caching device of the domain reaches the address space through the shared table, bound or not.
        foreach (
            var done in await FanOut.Ask(
                State.Branches,
                branch =>
                    Kernel
                        .Iommu(branch.Iommu)
                        .Submit(
                            new(
                                StampAt(at),
                                Name,
                                request.Pasid,
                                InvalidationScope.Range,
                                request.Range,
                                false,
                                true,
                                branch.CachingDevices
                            )
                        )
            )
        )
        {
            sum = new(
                sum.Error.IsSuccess ? done.Error : sum.Error,
                sum.Commands + done.Commands,
                sum.AtcInvalidations + done.AtcInvalidations,
                sum.Beyond + done.Beyond,
                VirtualTime.Max(sum.Work, done.Work),
                VirtualTime.Max(sum.At, done.At)
            );
        }

        sum = sum with { Work = sum.Work + Latencies.Call };
        Leave(sum.At);
        return sum;
    }

    /// <inheritdoc/>
    public ValueTask<Done> Map(DomainMapRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.Call);
        return new(new Done(State.IoPageTable.Map(request.Iova, request.PhysicalPage, request.Protection), Leave(at)));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<UnmapResult> Unmap(DomainUnmapRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.Call);
        var pages = State.IoPageTable.Unmap(request.Iova);
        if (pages > 0)
        {
            at = await OneAfterTheOther(
                at,
                [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
                async ValueTask<(VirtualTime, VirtualTime)> (DomainBranch branch) =>
                {
                    var flushed = await Kernel
                        .Iommu(branch.Iommu)
                        .Submit(
                            new(StampAt(at), Name, Pasid.None, InvalidationScope.Range, request.Iova, false, true, branch.CachingDevices)
                        );
                    return (flushed.Work, flushed.At);
                }
            );
        }

        return new(Errno.None, pages, Leave(at));
    }

    /// <inheritdoc/>
    public ValueTask<WalkResult> Walk(WalkRequest request)
    {
        var at = Enter(request.Stamp, default);
        return new(
            State.IoPageTable.TryWalk(request.Page, out var physicalPage, out var rights)
                ? new WalkResult(rights, new(physicalPage), at)
                : new WalkResult(Protection.None, default, at)
        );
    }

    /// <summary>Runs an operation at each IOMMU of the domain, all of them concurrently.</summary>
    /// <param name="at">The time of the call.</param>
    /// <param name="part">The operation, and the time that it takes.</param>
    /// <remarks>The kernel's thread handles the IOMMUs in sequence, and the time here is the sum. The messages are concurrent, so any IOMMU
    /// may be the first, as a device may observe it.</remarks>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<VirtualTime> OneAfterTheOther(
        VirtualTime at,
        Func<DomainBranch, ValueTask<(VirtualTime Work, VirtualTime At)>> part
    )
    {
        foreach (var (work, doneAt) in await FanOut.Ask(State.Branches, part))
        {
            at = VirtualTime.Max(at + work, doneAt);
        }

        return at;
    }
}
