using System.Collections.Immutable;
using Orleans.Concurrency;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Interfaces;
using SvaOrleans.Model;
using SvaOrleans.Model.Events;

namespace SvaOrleans.Grains.Hosts;

/// <summary>One kernel instance of generation 2018, and its machine's console.</summary>
/// <remarks>What it stores is what it is made of, its boot's number, and a checkpoint on demand: a host whose silo died comes back by its
/// first request on another silo, in a boot of its own, and empty, as any kernel does.</remarks>
[GrainType("host-2018")]
[Reentrant]
[KeepAlive]
public sealed partial class Host2018(IEventSink events, [PersistentState("host")] IPersistentState<HostRecord> record) : KernelObject(events), IHostGrain, IBootSource
{
    private readonly List<ObjectName> kworkers = [];
    private readonly SortedSet<HostWarning> warned = [];
    private HostSpec? spec;
    private VirtualTime latest;
    private int running;

    /// <inheritdoc/>
    public Boot? Current { get; private set; }

    /// <inheritdoc/>
    public override object? StateObject => spec;

    /// <inheritdoc/>
    public override object? Kept => null;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        if (record.State.Spec is { } known)
        {
            var checkpoint = record.State.ComesBackRestored ? record.State.Checkpoint : null;
            await Start(known, checkpoint, VirtualTime.Zero);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<BootResult> Boot(BootRequest request)
    {
        // Claimed within this turn: whoever boots it a second time, even now, finds it up.
        if (spec is not null)
        {
            return new(Errno.EBUSY, Epoch, request.At);
        }

        return await Start(request.Spec, null, request.At);
    }

    /// <inheritdoc/>
    public async ValueTask<RunResult> Run(HostRunRequest request)
    {
        var stamp = request.Request.Stamp;
        Pass(stamp, default);
        running++;
        try
        {
            var result = await Kernel.Task(request.Task).Run(request.Request);
            var idle = await WhenIdle(stamp.Later(result.At));
            return result with { At = Latest(VirtualTime.Max(result.At, idle.At)) };
        }
        finally
        {
            running--;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<ReplayResult> Replay(HostReplayRequest request)
    {
        var stamp = request.Request.Stamp;
        Pass(stamp, default);
        running++;
        try
        {
            var result = await Kernel.Task(request.Task).Replay(request.Request);
            var idle = await WhenIdle(stamp.Later(result.At));
            return result with { At = Latest(VirtualTime.Max(result.At, idle.At)) };
        }
        finally
        {
            running--;
        }
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

    /// <inheritdoc/>
    public ValueTask<HostStatus> Probe()
    {
        var objects = HostObjects.ObjectsOf(Name.Host);
        var requests = 0UL;
        foreach (var living in objects)
        {
            requests = unchecked(requests + living.Requests);
        }

        return new(new HostStatus(
            spec is null ? Errno.ENODEV : Errno.None,
            spec is null ? record.State.Epoch : Epoch,
            running,
            objects.Count,
            record.State.Checkpoint is not null,
            latest,
            requests,
            HostObjects.SiloOf(Name.Host)));
    }

    /// <inheritdoc/>
    public async ValueTask<HostViewResult> View(Stamp stamp)
    {
        var at = Pass(stamp, default);
        var view = await Look(at);
        return new(Errno.None, Model.Views.ViewCodec.Write(view), at);
    }

    /// <inheritdoc/>
    public ValueTask<HostEventsResult> TakeEvents(Stamp stamp)
    {
        var at = Pass(stamp, default);
        return new(new HostEventsResult(Errno.None, [.. HostObjects.TakeEvents(Name.Host)], at));
    }

    /// <inheritdoc/>
    protected override void Adopt(object kept, HostSettings settings) => throw new NotSupportedException("a checkpoint keeps objects of the host, never the host");

    private VirtualTime Latest(VirtualTime at) => latest = VirtualTime.Max(latest, at);

    private IKernelObjectGrain Object(ObjectName name) => Kernel.Object(name);

    private IEnumerable<ObjectName> Objects() => HostObjects.ObjectsOf(Name.Host).Select(static living => living.Name).Where(static name => name.Kind != ObjectKind.Host);

    private async ValueTask<BootResult> Start(HostSpec made, HostCheckpoint? checkpoint, VirtualTime at)
    {
        spec = made;
        record.State = record.State with { Epoch = record.State.Epoch.Next, Spec = made };
        await record.WriteStateAsync();
        Current = new(record.State.Epoch);
        Join(Current);
        var configured = await Configure(made, at);
        if (configured.Error.IsSuccess && checkpoint is not null)
        {
            configured = configured with { At = await Restore(checkpoint, configured.At) };
        }

        if (!configured.Error.IsSuccess)
        {
            await End(configured.At);
        }

        Latest(configured.At);
        return configured;
    }

    private async ValueTask<BootResult> Configure(HostSpec made, VirtualTime at)
    {
        var settings = made.Settings;
        kworkers.Clear();
        warned.Clear();
        kworkers.Add(Name.Sibling(ObjectKind.Kworker, "mmput"));
        foreach (var iommu in made.Iommus)
        {
            at = (await Kernel.Iommu(iommu.Name).Configure(new(StampAt(at), iommu, settings))).At;
            kworkers.Insert(0, Name.Sibling(ObjectKind.Kworker, "iopf-" + iommu.Name.Name));
        }

        foreach (var kworker in kworkers)
        {
            at = (await Kernel.Kworker(kworker).Configure(new(StampAt(at), settings))).At;
        }

        foreach (var domain in made.Domains)
        {
            at = (await Kernel.Domain(domain.Name).Configure(new(StampAt(at), domain, settings))).At;
        }

        foreach (var device in made.Devices)
        {
            var configured = await Kernel.Device(device.Name).Configure(new(StampAt(at), device, settings));
            at = configured.At;
            if (!configured.Error.IsSuccess)
            {
                return new(configured.Error, Epoch, at);
            }
        }

        return new(Errno.None, Epoch, at);
    }

    // Everybody of this boot is told; whoever still asks something of them later is refused by the boot itself.
    private async ValueTask<int> End(VirtualTime at)
    {
        var stamp = StampAt(at);
        Current?.End();
        ImmutableArray<ObjectName> objects = [.. Objects()];
        await Task.WhenAll(objects.Select(name => Object(name).EndBoot(stamp).AsTask()));
        spec = null;
        Current = null;
        return objects.Length;
    }
}
