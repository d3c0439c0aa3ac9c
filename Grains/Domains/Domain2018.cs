using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Points;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Model;
using SvaOrleans.Model.Domains;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Memory;

namespace SvaOrleans.Grains.Domains;

/// <summary>A domain: the devices that see the same address spaces. One PASID table for all of them, in each IOMMU's own shape.</summary>
/// <remarks>struct iommu_domain of 03/40, and what an IOMMU driver's mm_attach, mm_detach and mm_invalidate do with it.</remarks>
[GrainType("domain-2018")]
[KeepAlive]
public class Domain2018(IEventSink events) : KernelObject(events), IDomainGrain, IWatchedObject
{
    private DomainState _state = new();
    private HostSettings _settings = HostSettings.Default;

    /// <inheritdoc/>
    public override object StateObject => _state;

    /// <inheritdoc/>
    public virtual ulong Behaviour => _state.Hash();

    /// <summary>Its state.</summary>
    protected DomainState State => _state;

    /// <summary>The host's figures.</summary>
    protected Latencies Latencies => _settings.Latencies;

    /// <inheritdoc/>
    public virtual ValueTask<ConfigureResult> Configure(ConfigureDomain request)
    {
        _settings = request.Settings;
        return new(new ConfigureResult(Errno.None, Finish(Begin(request.Stamp, default))));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public virtual async ValueTask<DomainResult> AddDevice(DomainDeviceRequest request)
    {
        var at = Begin(request.Stamp, Latencies.Call);
        var isNewIommu = _state.Find(request.Iommu) is null;
        if (!_state.Join(new(request.Device, request.Function, request.Iommu, request.IsAtsEnabled)))
        {
            return new(Errno.EEXIST, Finish(at));
        }

        var iommu = Kernel.Iommu(request.Iommu);
        if (isNewIommu)
        {
            // All are on their way at once; the IOMMU takes them in one by one.
            var began = at;
            foreach (
                var done in await FanOut.Ask(
                    [.. _state.Entries],
                    written =>
                        Kernel.Await(
                            ProtocolPoint.JoinWaitsForEntries,
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
            ProtocolPoint.JoinWaitsForDeviceEntry,
            iommu.WriteDeviceEntry(new(StampAt(at), request.Device, request.Function, Name, request.IsAtsEnabled)),
            new(Errno.None, at)
        );
        return new(written.Error, Finish(written.At));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public virtual async ValueTask<DomainResult> RemoveDevice(DomainDeviceRequest request)
    {
        var at = Begin(request.Stamp, Latencies.Call);
        if (!_state.Leave(request.Device))
        {
            return new(Errno.EINVAL, Finish(at));
        }

        // An IOMMU that no function of this domain is behind hears of no change any more.
        var forgotten = _state.Find(request.Iommu) is null ? Name : default;
        var written = await Kernel.Await(
            ProtocolPoint.LeaveWaitsForDeviceEntry,
            Kernel.Iommu(request.Iommu).WriteDeviceEntry(new(StampAt(at), request.Device, request.Function, default, false, forgotten)),
            new(Errno.None, at)
        );
        return new(written.Error, Finish(written.At));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public virtual async ValueTask<DomainResult> AttachMm(DomainAttachRequest request)
    {
        var at = Begin(request.Stamp, Latencies.Call);
        if (_state.FindMember(request.Device) is null)
        {
            return new(Errno.EINVAL, Finish(at));
        }

        if (request.IsFirst)
        {
            _state.Install(request.Pasid, request.Entry);
            at = await OneAfterTheOther(
                at,
                [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
                async ValueTask<(VirtualTime, VirtualTime)> (DomainBranch branch) =>
                {
                    var written = await Kernel.Await(
                        ProtocolPoint.AttachWaitsForEntry,
                        Kernel.Iommu(branch.Iommu).WriteEntry(new(StampAt(at), Name, request.Pasid, request.Entry)),
                        new(Errno.None, at)
                    );
                    return (Latencies.TableWrite, written.At);
                }
            );
        }

        return new(Errno.None, Finish(at));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public virtual async ValueTask<DomainResult> DetachMm(DomainDetachRequest request)
    {
        var at = Begin(request.Stamp, Latencies.Call);
        if (request.IsLast)
        {
            _state.Remove(request.Pasid);
            at = await OneAfterTheOther(
                at,
                [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
                async ValueTask<(VirtualTime, VirtualTime)> (DomainBranch branch) =>
                {
                    var iommu = Kernel.Iommu(branch.Iommu);
                    var written = await Kernel.Await(
                        ProtocolPoint.EntryGoesBeforeCaches,
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
        else if (_state.FindMember(request.Device) is { IsAtsEnabled: true } member)
        {
            var flushed = await Kernel
                .Iommu(member.Iommu)
                .Submit(new(StampAt(at), Name, request.Pasid, InvalidationScope.Pasid, PageRange.All, false, false, [member.Device]));
            at = flushed.At;
        }

        return new(Errno.None, Finish(at));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public virtual async ValueTask<SubmitResult> Invalidate(DomainInvalidateRequest request)
    {
        var at = Begin(request.Stamp, Latencies.Call);
        var sum = new SubmitResult(Errno.None, 0, 0, default, default, at);

        // Every caching device of the domain reaches the address space through the shared table, bound or not.
        foreach (
            var done in await FanOut.Ask(
                _state.Branches,
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
        Finish(sum.At);
        return sum;
    }

    /// <inheritdoc/>
    public virtual ValueTask<DomainResult> Map(DomainMapRequest request)
    {
        var at = Begin(request.Stamp, Latencies.Call);
        return new(new DomainResult(_state.IoPageTable.Map(request.Iova, request.PhysicalPage, request.Protection), Finish(at)));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public virtual async ValueTask<UnmapResult> Unmap(DomainUnmapRequest request)
    {
        var at = Begin(request.Stamp, Latencies.Call);
        var pages = _state.IoPageTable.Unmap(request.Iova);
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

        return new(Errno.None, pages, Finish(at));
    }

    /// <inheritdoc/>
    public virtual ValueTask<WalkResult> Walk(WalkRequest request)
    {
        var at = Pass(request.Stamp, default);
        return new(
            _state.IoPageTable.TryWalk(request.Page, out var physicalPage, out var rights)
                ? new WalkResult(rights, new(physicalPage), at)
                : new WalkResult(Protection.None, default, at)
        );
    }

    /// <summary>Does something at each IOMMU of the domain.</summary>
    /// <param name="at">When.</param>
    /// <param name="part">What, and what it costs.</param>
    /// <remarks>The kernel's thread turns to one IOMMU when it is done with the one before, and that is the time it takes here. But no message
    /// waits for the answer to another: which IOMMU comes first is as open as it is to a device that looks on.</remarks>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    protected async ValueTask<VirtualTime> OneAfterTheOther(
        VirtualTime at,
        Func<DomainBranch, ValueTask<(VirtualTime Work, VirtualTime At)>> part
    )
    {
        foreach (var (work, doneAt) in await FanOut.Ask(_state.Branches, part))
        {
            at = VirtualTime.Max(at + work, doneAt);
        }

        return at;
    }

    /// <inheritdoc/>
    protected override void Adopt(object kept, HostSettings settings) => (_state, this._settings) = ((DomainState)kept, settings);
}
