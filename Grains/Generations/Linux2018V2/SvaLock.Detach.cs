using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Interfaces.Generations.Linux2018;
using SvaOrleans.Interfaces.Generations.Linux2018V2;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Sva;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.IoMms.OneLock;

namespace SvaOrleans.Grains.Generations.Linux2018V2;

/// <content>io_mm_detach_locked, and the sections of unbind, unbind_dev_all and the notifier's release.</content>
public sealed partial class SvaLock
{
    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<DetachStep> Detach(DetachBondRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.Call);
        var found = State.BondsOf(request.Device).FirstOrDefault(bond => State.Find(bond.IoMm)?.Pasid == request.Pasid);
        var walk = new Walk(at);
        if (found is null)
        {
            return walk.End(Errno.ESRCH, Leave(at));
        }

        await DetachLocked(found, default, walk);
        return walk.End(Errno.None, Leave(walk.At));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<DetachStep> DetachAll(DetachAllRequest request)
    {
        var walk = new Walk(EnterLocked(request.Stamp, Latencies.Call));
        await DetachFrom(State.BondsOf(request.Device).FirstOrDefault(), walk);
        return walk.End(Errno.None, Leave(walk.At));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<DetachStep> GoOn(GoOnRequest request)
    {
        var walk = new Walk(EnterLocked(request.Stamp, default));
        var (id, detaches, next) = request.Sleep;

        // wait_event reads the flag again, in the bond's own memory, even if another thread has freed that meanwhile.
        if (State.Find(id) is not { } bond)
        {
            Emit(
                SvaEventKind.Verdict,
                walk.At,
                note: detaches
                    ? $"use after free: an unbind that slept looks at bond {id}, which another one tore down, and would tear it down again"
                    : $"use after free: an unbind that slept, and leaves the teardown to another, looks at bond {id}, which that one has freed"
            );
            return walk.End(Errno.None, Leave(walk.At));
        }

        if (bond.IsExitActive)
        {
            walk.Sleep = request.Sleep;
            return walk.End(Errno.None, Leave(walk.At));
        }

        if (detaches)
        {
            await TearDown(bond, walk);
        }

        if (next.Value != 0)
        {
            var following = State.Find(next);
            if (following is null)
            {
                Emit(
                    SvaEventKind.Verdict,
                    walk.At,
                    note: $"use after free: unbind_dev_all goes on to bond {next}, which it had saved as the next one and which was freed while it slept"
                );
            }

            await DetachFrom(following, walk);
        }

        return walk.End(Errno.None, Leave(walk.At));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<Done> WaitForExit(BondRequest request)
    {
        var at = Enter(request.Stamp, default);
        if (State.Find(request.Bond) is not { IsExitActive: true })
        {
            return new(Errno.None, at);
        }

        return new(Errno.None, VirtualTime.Max(at, await WaitIn(_waiters, request.Bond.Value)));
    }

    /// <inheritdoc/>
    public IEnumerable<Holder> HoldersFor(string method, object? argument) =>
        method == nameof(WaitForExit) && argument is BondRequest { Bond: var awaited } && State.Find(awaited) is { } bond
            ? [new(bond.Device, nameof(IDevice2018Grain.RunMmExit))]
            : [];

    /// <inheritdoc/>
    public ValueTask<ExitingBond> BeginRelease(IoMmRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.Call);

        // The notifier owns no reference: another thread frees an io_mm that has none.
        if (Use(request.Incarnation, at, nameof(BeginRelease)) is not { References: > 0 } ioMm)
        {
            return new(new ExitingBond(Errno.None, false, default, default, default, 0, Leave(at)));
        }

        ioMm.References++;
        ioMm.Holders++;
        ioMm.IsReleasing = true;
        EmitOf(IoMmName(ioMm), SvaEventKind.IoMmExit, at, ioMm.Mm, ioMm.Pasid);
        return new(Mark(ioMm, State.BondsOf(ioMm).FirstOrDefault(), Leave(at)));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<ExitingBond> FinishExit(BondRequest request)
    {
        var walk = new Walk(EnterLocked(request.Stamp, Latencies.Call));
        if (Use(request.Incarnation, walk.At, nameof(FinishExit)) is not { } ioMm || State.Find(request.Bond) is not { } bond)
        {
            Emit(
                SvaEventKind.Verdict,
                walk.At,
                note: $"use after free: the exit goes on with bond {request.Bond}, which was torn down under it"
            );
            return new(Errno.EINVAL, false, default, default, default, 0, Leave(walk.At));
        }

        // The next bond is read again, with the lock held.
        var next = State.NextOfIoMm(bond);
        bond.IsExitActive = false;
        if (bond.References == 1)
        {
            await TearDown(bond, walk, SvaEventKind.IoMmExitDetach);
        }
        else
        {
            // An unbind waits, or has waited, for this bond and frees it.
            bond.References--;
        }

        _waiters.Wake(bond.Id.Value, walk.At);
        return Mark(ioMm, next, Leave(walk.At));
    }

    private static ExitingBond Mark(NumberedIoMm ioMm, ListedBond? bond, VirtualTime at)
    {
        if (bond is null)
        {
            return new(Errno.None, true, default, default, default, 0, at);
        }

        bond.IsExitActive = true;
        return new(Errno.None, true, bond.Id, bond.Device, ioMm.Pasid, bond.DriverData, at);
    }

    // list_for_each_entry_safe: the next bond is saved before the body, which may sleep.
    private async ValueTask DetachFrom(ListedBond? bond, Walk walk)
    {
        while (bond is not null && walk.Sleep.Bond.Value == 0)
        {
            var next = State.NextOfDevice(bond);
            await DetachLocked(bond, next?.Id ?? default, walk);
            bond = next;
        }
    }

    // io_mm_detach_locked(bond, wait = true) up to its sleep.
    private async ValueTask DetachLocked(ListedBond bond, BondId next, Walk walk)
    {
        var detaches = bond.References == 1;
        bond.References++;
        if (bond.IsExitActive)
        {
            walk.Sleep = new(bond.Id, detaches, next);
        }
        else if (detaches)
        {
            await TearDown(bond, walk);
        }
    }

    private async ValueTask TearDown(ListedBond bond, Walk walk, SvaEventKind kind = SvaEventKind.IoMmDetach)
    {
        var ioMm = State.Find(bond.IoMm)!;

        // detach_domain: only bonds of other devices count.
        var isLast = !State.BondsOf(ioMm).Any(other => other.Domain == bond.Domain && other.Device != bond.Device);
        EmitOf(IoMmName(ioMm), SvaEventKind.DriverMmDetach, walk.At, bond.Device, ioMm.Pasid, value: isLast ? 1 : 0, domain: bond.Domain);
        var detached = await Kernel.Domain(bond.Domain).DetachMm(new(StampAt(walk.At), bond.Device, ioMm.Pasid, isLast));
        var unlinked = await Kernel.Device2018(bond.Device).UnlinkBond(new(StampAt(detached.At), ioMm.Pasid, bond.Id));
        State.Free(bond);
        EmitOf(IoMmName(ioMm), kind, unlinked.At, bond.Device, ioMm.Pasid, value: (long)bond.Id.Value);
        var put = await PutReference(ioMm, unlinked.At);
        walk.Removed++;
        walk.At = put.At;
        if (put.MustReclaim)
        {
            walk.Reclaims.Add(ioMm.Serial);
        }
    }

    private sealed class Walk(VirtualTime at)
    {
        public VirtualTime At { get; set; } = at;

        public int Removed { get; set; }

        public SleepingDetach Sleep { get; set; }

        public ImmutableArray<Incarnation>.Builder Reclaims { get; } = ImmutableArray.CreateBuilder<Incarnation>();

        public DetachStep End(Errno error, VirtualTime when) => new(error, Sleep, Removed, Reclaims.ToImmutable(), when);
    }
}
