using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Orleans.Concurrency;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Kernel;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Views;

namespace SvaOrleans.Grains.Hosts;

/// <summary>One kernel instance of generation 2018, and its machine's console.</summary>
/// <remarks>It stores its specification, its boot's number, and a checkpoint on demand: a host whose silo died restarts on its first
/// request on another silo, in a boot of its own, and empty, as any kernel does.</remarks>
[GrainType("host")]
[Reentrant]
[KeepAlive]
public sealed partial class Host(IEventSink events, [PersistentState("host")] IPersistentState<HostRecord> record)
    : KernelObject(events),
        IHostGrain,
        IBootSource
{
    private readonly SortedSet<HostWarning> _warned = [];
    private ImmutableArray<ObjectName> _kworkers = [];
    private HostSpec? _spec;
    private VirtualTime _latest;
    private readonly Turns _changes = new();
    private readonly Turns _stores = new();
    private readonly Turns _views = new();
    private int _running;

    /// <inheritdoc/>
    public Boot? Current { get; private set; }

    /// <inheritdoc/>
    public override object? StateObject => _spec;

    /// <inheritdoc/>
    public override object? CheckpointState => null;

    /// <inheritdoc/>
    protected override bool IsInUse => _spec is not null || !_changes.IsFree;

    /// <inheritdoc/>
    public ValueTask<RunResult> Run(HostRunRequest request) =>
        Work(
            request.Request.Stamp,
            async stamp =>
            {
                var result = await CarryOut(Kernel.Task(request.Task).Run(request.Request));
                return result with { At = await WhenDone(stamp.Later(result.At)) };
            }
        );

    /// <inheritdoc/>
    public ValueTask<ReplayResult> Replay(HostReplayRequest request) =>
        Work(
            request.Request.Stamp,
            async stamp =>
            {
                var result = await CarryOut(Kernel.Task(request.Task).Replay(request.Request));
                return result with { At = await WhenDone(stamp.Later(result.At)) };
            }
        );

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<Done> WhenIdle(Stamp stamp)
    {
        // Fault workers first: they hand user references to the mmput worker, which hands nothing back.
        var at = Enter(stamp, default);
        foreach (var kworker in _kworkers)
        {
            at = VirtualTime.Max(at, (await Kernel.Kworker(kworker).WhenIdle(stamp.Later(at))).At);
        }

        return new(Errno.None, at);
    }

    /// <inheritdoc/>
    public ValueTask<WarnOnceResult> WarnOnce(WarnOnceRequest request)
    {
        var at = Enter(request.Stamp, default);
        return new(new WarnOnceResult(Errno.None, _warned.Add(request.Warning), at));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<HostStatus> Probe()
    {
        // Wait for a boot in progress; the caller needs its result.
        await UnderWay(HostPoint.ProbeWaitsForChange);

        while (Current is { IsOver: true } && Kernel.IsOn(HostPoint.ProbeLooksForEnd))
        {
            // No caller ended this boot: it has lost an object, and restarts as after any crash. It may lose another object by then.
            await Revive();
            if (!Kernel.IsOn(HostPoint.ReviverLooksAgain))
            {
                break;
            }

            await UnderWay(HostPoint.ProbeWaitsForChange);
        }

        if (Current is null)
        {
            // Of a host that is off nothing need be kept in memory.
            DeactivateOnIdle();
            return new(
                Errno.ENODEV,
                record.State.Epoch,
                0,
                0,
                record.State.Checkpoint is not null,
                _latest,
                0,
                HostObjects.SiloOf(Name.Host)
            );
        }

        // Requests to the host itself do not count: a probe is no progress.
        var (objects, requests) = (1, 0UL);
        foreach (var living in ObjectsOf(Current))
        {
            objects++;
            requests = unchecked(requests + living.Requests);
        }

        return new(
            Errno.None,
            Epoch,
            _running,
            objects,
            record.State.Checkpoint is not null,
            _latest,
            requests,
            HostObjects.SiloOf(Name.Host)
        );
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<HostViewResult> View(Stamp stamp)
    {
        var at = Enter(stamp, default);
        return new(Errno.None, ViewCodec.Write(await TakeSnapshots(stamp)), at);
    }

    /// <inheritdoc/>
    public ValueTask<HostEventsResult> TakeEvents(Stamp stamp)
    {
        var at = Enter(stamp, default);
        return new(new HostEventsResult(Errno.None, [.. HostObjects.TakeEvents(Name.Host)], at));
    }

    /// <inheritdoc/>
    protected override void Adopt(object kept) => throw new NotSupportedException("a checkpoint keeps objects of the host, never the host");

    private VirtualTime Latest(VirtualTime at) => _latest = VirtualTime.Max(_latest, at);

    private IKernelObjectGrain Object(ObjectName name) => Kernel.Object(name);

    // Objects of another boot may still be deactivating.
    private IEnumerable<IKernelObject> ObjectsOf(Boot current) =>
        HostObjects.ObjectsOf(Name.Host).Where(living => living.Name.Kind != ObjectKind.Host && ReferenceEquals(living.InBoot, current));

    // Work of a program may continue after its last step.
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<VirtualTime> WhenDone(Stamp stamp)
    {
        var idle = Kernel.IsOn(HostPoint.RunWaitsForWorkers) ? await WhenIdle(stamp) : new(Errno.None, stamp.At);
        return Latest(VirtualTime.Max(stamp.At, idle.At));
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<TResult> Work<TResult>(Stamp stamp, Func<Stamp, ValueTask<TResult>> work)
    {
        Enter(stamp, default);
        var during = Current!;
        _running++;
        try
        {
            return await work(stamp);
        }
        catch (Exception fault) when (during.IsOver && fault is not HostRestartedException && Kernel.IsOn(HostPoint.RunLooksForBoot))
        {
            // An error after the boot's end is a result of that end.
            throw new HostRestartedException($"{Name} ended boot {during.Epoch} while a program ran", fault);
        }
        finally
        {
            _running--;
        }
    }
}
