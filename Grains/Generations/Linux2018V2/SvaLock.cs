using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Hardware;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Interfaces.Generations.Linux2018;
using SvaOrleans.Interfaces.Generations.Linux2018V2;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Sva;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Hashing;
using SvaOrleans.Model.IoMms.OneLock;
using SvaOrleans.Model.Lists;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Grains.Generations.Linux2018V2;

/// <summary>iommu_sva_lock of the patches of 2018 as they were published, races included: one lock for the whole host.</summary>
/// <remarks>drivers/iommu/iommu-sva.c as of 03/40 and 05/40. The functions of the patches run as threads in other grains. They call this
/// grain for each section that holds the lock; between two sections they hold only pointers.</remarks>
[GrainType("sva-lock-2018-v2")]
[KeepAlive]
public sealed partial class SvaLock(IEventSink events)
    : KernelObject<SvaLockState>(events, new()),
        ISvaLockGrain,
        IWatchedObject,
        IWaitQueues
{
    private readonly WaitQueues<ulong, VirtualTime> _waiters = new();
    private SortedDictionary<ObjectName, InjectedFailures> _failures = [];

    /// <inheritdoc/>
    public ulong StateHash
    {
        get
        {
            var hash = default(StateHash);
            hash.Add(State.Hash());
            hash.Add((ulong)_waiters.Count);
            foreach (var (mm, armed) in _failures)
            {
                hash.Add(mm);
                hash.Add(armed.Hash());
            }

            return hash.Value;
        }
    }

    /// <inheritdoc/>
    public override object CheckpointState => new KeptLock(State, _failures);

    /// <inheritdoc/>
    public override bool IsBusy => _waiters.Count > 0;

    /// <inheritdoc/>
    public ValueTask<Done> Inject(InjectRequest request)
    {
        var at = Enter(request.Stamp, default);
        FailuresOf(request.Mm).Arm(request.Point, request.Nth, request.Error);
        return new(new Done(Errno.None, at));
    }

    /// <inheritdoc/>
    public ValueTask<NumberResult> Number(NumberRequest request)
    {
        var at = Enter(request.Stamp, default);
        var found = State.IoMms.FirstOrDefault(ioMm => ioMm.Mm == request.Mm && ioMm.References > 0);
        return new(new NumberResult(Errno.None, found?.Pasid ?? default, at));
    }

    /// <inheritdoc/>
    public ValueTask<FindMmResult> Find(FindMmRequest request)
    {
        var at = Enter(request.Stamp, default);
        return new(
            State.Find(request.Pasid, request.Lease) is { References: > 0 } found
                ? new FindMmResult(Errno.None, found.Mm, at)
                : new FindMmResult(Errno.ESRCH, default, at)
        );
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<InvalidateResult> Invalidate(InvalidateRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.Call);
        if (Use(request.Incarnation, at, nameof(Invalidate)) is not { } ioMm)
        {
            return new(Errno.None, default, Leave(at));
        }

        EmitOf(IoMmName(ioMm), SvaEventKind.IoMmInvalidate, at, ioMm.Mm, ioMm.Pasid, request.Range, value: (long)request.Callback);
        var known = new KeyedList<ObjectName, ObjectName>();
        var domains = new List<ObjectName>();
        var fanOut = 0;
        foreach (var bond in State.BondsOf(ioMm))
        {
            fanOut++;
            EmitOf(IoMmName(ioMm), SvaEventKind.DriverMmInvalidate, at, bond.Device, ioMm.Pasid, request.Range, domain: bond.Domain);
            if (known.TryAdd(bond.Domain, bond.Domain))
            {
                domains.Add(bond.Domain);
            }
        }

        var done = await DomainFanOut.Invalidate(Kernel, domains, fanOut, StampAt(at), ioMm.Pasid, request.Range);
        return done with { At = Leave(done.At) };
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<Done> Free(IoMmRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.Call);
        if (State.Find(request.Incarnation) is not { IsGivenUp: true } ioMm)
        {
            Emit(SvaEventKind.Verdict, at, note: $"io_mm {request.Incarnation} was freed twice, or while it lives");
            return new(Errno.EINVAL, Leave(at));
        }

        State.Free(request.Incarnation);
        EmitOf(IoMmName(ioMm), SvaEventKind.DriverMmFree, at, ioMm.Mm);
        var dropped = await Kernel.Mm(ioMm.Mm).Drop(StampAt(at));
        return new(Errno.None, Leave(dropped.At));
    }

    private static ObjectName IoMmName(NumberedIoMm ioMm) => IoMmName(ioMm.Mm);

    private static ObjectName IoMmName(ObjectName mm) => mm.Sibling(ObjectKind.IoMm, mm.Name);

    private InjectedFailures FailuresOf(ObjectName mm)
    {
        if (!_failures.TryGetValue(mm, out var armed))
        {
            armed = new();
            _failures.Add(mm, armed);
        }

        return armed;
    }

    private NumberedIoMm? Use(Incarnation serial, VirtualTime at, string what)
    {
        var ioMm = State.Find(serial);
        if (ioMm is null)
        {
            Emit(SvaEventKind.Verdict, at, note: $"use after free: {what} on io_mm {serial}, which is free");
        }

        return ioMm;
    }

    // io_mm_put under the lock; the last reference frees the PASID at once, and the memory after a grace period.
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<PutResult> PutReference(NumberedIoMm ioMm, VirtualTime at)
    {
        ioMm.References--;
        if (ioMm.References > 0)
        {
            return new(Errno.None, false, at);
        }

        ioMm.IsGivenUp = true;
        EmitOf(IoMmName(ioMm), SvaEventKind.IoMmFree, at, ioMm.Mm, ioMm.Pasid);
        var freed = await Kernel.PasidSpace(Name.Sibling(ObjectKind.PasidSpace, "")).Free(new(StampAt(at), ioMm.Pasid, ioMm.Lease));
        var unsubscribed = await Kernel.Mm(ioMm.Mm).Unsubscribe(new(StampAt(freed.At), new(IoMmName(ioMm), ioMm.Serial)));
        return new(Errno.None, !unsubscribed.IsDeferred, unsubscribed.At);
    }

    /// <inheritdoc/>
    protected override void Adopt(object kept) => (State, _failures) = (KeptLock)kept;

    private sealed record KeptLock(SvaLockState State, SortedDictionary<ObjectName, InjectedFailures> Failures);
}
