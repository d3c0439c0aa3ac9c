using Orleans.Concurrency;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Interfaces;
using SvaOrleans.Model;
using SvaOrleans.Model.Events;

namespace SvaOrleans.Grains.Hosts;

/// <summary>One kernel instance of generation 2018: boots its objects.</summary>
[GrainType("host-2018")]
[Reentrant]
[KeepAlive]
public sealed class Host2018(IEventSink events) : KernelObject(events), IHostGrain
{
    private readonly List<ObjectName> kworkers = [];
    private readonly SortedSet<HostWarning> warned = [];
    private HostSpec? spec;

    /// <inheritdoc/>
    public override object? StateObject => spec;

    /// <inheritdoc/>
    public async ValueTask<BootResult> Boot(BootRequest request)
    {
        if (spec is not null)
        {
            return new(Errno.EBUSY, Epoch, request.At);
        }

        var at = Pass(new(request.At, new BootEpoch(1)), default);
        spec = request.Spec;
        var settings = spec.Settings;
        kworkers.Add(Name.Sibling(ObjectKind.Kworker, "mmput"));
        foreach (var iommu in spec.Iommus)
        {
            at = (await Kernel.Iommu(iommu.Name).Configure(new(StampAt(at), iommu, settings))).At;
            kworkers.Insert(0, Name.Sibling(ObjectKind.Kworker, "iopf-" + iommu.Name.Name));
        }

        foreach (var kworker in kworkers)
        {
            at = (await Kernel.Kworker(kworker).Configure(new(StampAt(at), settings))).At;
        }

        foreach (var domain in spec.Domains)
        {
            at = (await Kernel.Domain(domain.Name).Configure(new(StampAt(at), domain, settings))).At;
        }

        foreach (var device in spec.Devices)
        {
            var configured = await Kernel.Device(device.Name).Configure(new(StampAt(at), device, settings));
            if (!configured.Error.IsSuccess)
            {
                return new(configured.Error, Epoch, configured.At);
            }

            at = configured.At;
        }

        return new(Errno.None, Epoch, at);
    }

    /// <inheritdoc/>
    public async ValueTask<WhenIdleResult> WhenIdle(Stamp stamp)
    {
        // Fault workers first: they hand user references to the mmput worker, which hands nothing back.
        var at = Pass(stamp, default);
        foreach (var kworker in kworkers)
        {
            at = VirtualTime.Max(at, (await Kernel.Kworker(kworker).WhenIdle(StampAt(at))).At);
        }

        return new(Errno.None, at);
    }

    /// <inheritdoc/>
    public ValueTask<WarnOnceResult> WarnOnce(WarnOnceRequest request)
    {
        var at = Pass(request.Stamp, default);
        return new(new WarnOnceResult(Errno.None, warned.Add(request.Warning), at));
    }
}
