using System.Collections.Immutable;
using SvaOrleans.Grains.Kernel;
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
public sealed class Domain2018(IEventSink events) : KernelObject(events), IDomainGrain
{
    private DomainState state = new();
    private HostSettings settings = HostSettings.Default;

    /// <inheritdoc/>
    public override object StateObject => state;

    private Latencies Latencies => settings.Latencies;

    /// <inheritdoc/>
    public ValueTask<ConfigureResult> Configure(ConfigureDomain request)
    {
        settings = request.Settings;
        return new(new ConfigureResult(Errno.None, Finish(Begin(request.Stamp, default))));
    }

    /// <inheritdoc/>
    public async ValueTask<DomainResult> AddDevice(DomainDeviceRequest request)
    {
        var at = Begin(request.Stamp, Latencies.Call);
        var isNewIommu = !state.Iommus().Contains(request.Iommu);
        if (!state.Join(new(request.Device, request.Function, request.Iommu, request.IsAtsEnabled)))
        {
            return new(Errno.EEXIST, Finish(at));
        }

        var iommu = Kernel.Iommu(request.Iommu);
        if (isNewIommu)
        {
            foreach (var (pasid, entry) in state.Entries)
            {
                at = (await iommu.WriteEntry(new(StampAt(at), Name, pasid, entry))).At;
            }
        }

        var written = await iommu.WriteDeviceEntry(new(StampAt(at), request.Device, request.Function, Name, request.IsAtsEnabled));
        return new(written.Error, Finish(written.At));
    }

    /// <inheritdoc/>
    public async ValueTask<DomainResult> RemoveDevice(DomainDeviceRequest request)
    {
        var at = Begin(request.Stamp, Latencies.Call);
        if (!state.Leave(request.Device))
        {
            return new(Errno.EINVAL, Finish(at));
        }

        // An IOMMU that no function of this domain is behind hears of no change any more.
        var forgotten = state.Iommus().Contains(request.Iommu) ? default : Name;
        var written = await Kernel.Iommu(request.Iommu).WriteDeviceEntry(new(StampAt(at), request.Device, request.Function, default, false, forgotten));
        return new(written.Error, Finish(written.At));
    }

    /// <inheritdoc/>
    public async ValueTask<DomainResult> AttachMm(DomainAttachRequest request)
    {
        var at = Begin(request.Stamp, Latencies.Call);
        if (state.Find(request.Device) is null)
        {
            return new(Errno.EINVAL, Finish(at));
        }

        if (request.IsFirst)
        {
            state.Install(request.Pasid, request.Entry);
            foreach (var iommu in state.Iommus())
            {
                var written = await Kernel.Iommu(iommu).WriteEntry(new(StampAt(at), Name, request.Pasid, request.Entry));
                at = VirtualTime.Max(at, written.At);
            }
        }

        return new(Errno.None, Finish(at));
    }

    /// <inheritdoc/>
    public async ValueTask<DomainResult> DetachMm(DomainDetachRequest request)
    {
        var at = Begin(request.Stamp, Latencies.Call);
        if (request.IsLast)
        {
            state.Remove(request.Pasid);
            foreach (var iommu in state.Iommus())
            {
                var written = await Kernel.Iommu(iommu).WriteEntry(new(StampAt(at), Name, request.Pasid, null));
                var flushed = await Kernel.Iommu(iommu).Submit(new(
                    StampAt(written.At), Name, request.Pasid, InvalidationScope.Pasid, PageRange.All, true, true, CachingDevicesOf(iommu)));
                at = VirtualTime.Max(at, flushed.At);
            }
        }
        else if (state.Find(request.Device) is { IsAtsEnabled: true } member)
        {
            var flushed = await Kernel.Iommu(member.Iommu).Submit(new(
                StampAt(at), Name, request.Pasid, InvalidationScope.Pasid, PageRange.All, false, false, [member.Device]));
            at = flushed.At;
        }

        return new(Errno.None, Finish(at));
    }

    /// <inheritdoc/>
    public async ValueTask<SubmitResult> Invalidate(DomainInvalidateRequest request)
    {
        var at = Begin(request.Stamp, Latencies.Call);
        var sum = new SubmitResult(Errno.None, 0, 0, 0, at);
        foreach (var iommu in state.Iommus())
        {
            // Every caching device of the domain reaches the address space through the shared table, bound or not.
            var done = await Kernel.Iommu(iommu).Submit(new(
                StampAt(at), Name, request.Pasid, InvalidationScope.Range, request.Range, false, true, CachingDevicesOf(iommu)));
            sum = new(
                sum.Error.IsSuccess ? done.Error : sum.Error,
                sum.Commands + done.Commands,
                sum.AtcInvalidations + done.AtcInvalidations,
                sum.PagesOverInvalidated + done.PagesOverInvalidated,
                VirtualTime.Max(sum.At, done.At));
        }

        Finish(sum.At);
        return sum;
    }

    /// <inheritdoc/>
    public ValueTask<DomainResult> Map(DomainMapRequest request)
    {
        var at = Begin(request.Stamp, Latencies.Call);
        return new(new DomainResult(state.IoPageTable.Map(request.Iova, request.PhysicalPage, request.Protection), Finish(at)));
    }

    /// <inheritdoc/>
    public async ValueTask<UnmapResult> Unmap(DomainUnmapRequest request)
    {
        var at = Begin(request.Stamp, Latencies.Call);
        var pages = state.IoPageTable.Unmap(request.Iova);
        if (pages > 0)
        {
            foreach (var iommu in state.Iommus())
            {
                var flushed = await Kernel.Iommu(iommu).Submit(new(
                    StampAt(at), Name, Pasid.None, InvalidationScope.Range, request.Iova, false, true, CachingDevicesOf(iommu)));
                at = VirtualTime.Max(at, flushed.At);
            }
        }

        return new(Errno.None, pages, Finish(at));
    }

    /// <inheritdoc/>
    public ValueTask<WalkResult> Walk(WalkRequest request)
    {
        var at = Pass(request.Stamp, default);
        return new(state.IoPageTable.TryWalk(request.Page, out var physicalPage, out var rights)
            ? new WalkResult(rights, new(physicalPage), at)
            : new WalkResult(Protection.None, default, at));
    }

    private ImmutableArray<ObjectName> CachingDevicesOf(ObjectName iommu)
    {
        var devices = ImmutableArray.CreateBuilder<ObjectName>();
        foreach (var member in state.Members)
        {
            if (member.IsAtsEnabled && member.Iommu == iommu)
            {
                devices.Add(member.Device);
            }
        }

        return devices.ToImmutable();
    }

    /// <inheritdoc/>
    protected override void Adopt(object kept, HostSettings settings) =>
        (state, this.settings) = ((DomainState)kept, settings);
}
