using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Interfaces.Generations.Linux2018;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Sva;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.IoMms;

namespace SvaOrleans.Grains.Generations.Linux2018;

/// <content>unbind and exit: the thread that claims a bond tears it down; all others wait for the bond's serial.</content>
public sealed partial class IoMm
{
    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<DetachResult> Detach(BondRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.Call);

        // An unbind holds a serial, not a pointer: a bond freed with its io_mm meanwhile is not found, which is no use after free.
        if (!State.IsPresent(request.Incarnation) || State.Find(request.Bond) is not { } bond)
        {
            return Kernel.IsOn(Point.UnbindLooksForBond)
                ? new(Errno.ESRCH, DetachOutcome.Unknown, Leave(at))
                : new(Errno.None, DetachOutcome.Done, Leave(at));
        }

        if (bond.Life != BondLife.Bound && Kernel.IsOn(Point.UnbindYieldsToClaim))
        {
            return new(Errno.None, DetachOutcome.MustWait, Leave(at));
        }

        at = await TearDown(bond, at);
        Emit(SvaEventKind.IoMmDetach, at, bond.Device, State.Pasid, value: (long)bond.Id.Value);
        return new(Errno.None, DetachOutcome.Done, Leave(at));
    }

    /// <inheritdoc/>
    public ValueTask<BeginReleaseResult> BeginRelease(IoMmRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.Call);
        if (!IsLive(request.Incarnation, at, nameof(BeginRelease)) && Kernel.IsOn(Point.ReleaseLooksForIoMm))
        {
            return new(new BeginReleaseResult(Errno.None, false, Leave(at)));
        }

        State.BeginExit();
        if (Kernel.IsOn(Point.ReleaseHoldsIoMm))
        {
            State.HoldForExit();
        }

        Emit(SvaEventKind.IoMmExit, at, MmName, State.Pasid);
        return new(new BeginReleaseResult(Errno.None, true, Leave(at)));
    }

    /// <inheritdoc/>
    public ValueTask<NextExitResult> NextExit(IoMmRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.Call);
        if (!IsHeld(request.Incarnation, at, nameof(NextExit)) || Unclaimed is not { } bond)
        {
            return new(new NextExitResult(Errno.None, default, default, default, 0, Leave(at)));
        }

        bond.Claim();
        return new(new NextExitResult(Errno.None, bond.Id, bond.Device, State.Pasid, bond.DriverData, Leave(at)));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<Done> FinishExit(BondRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.Call);
        if (!IsLive(request.Incarnation, at, nameof(FinishExit)) || State.Find(request.Bond) is not { Life: BondLife.InHandler } bond)
        {
            Emit(SvaEventKind.Verdict, at, MmName, note: $"bond {request.Bond} was torn down while the exit held it");
            return new(Errno.EINVAL, Leave(at));
        }

        at = await TearDown(bond, at);
        Emit(SvaEventKind.IoMmExitDetach, at, bond.Device, State.Pasid, value: (long)bond.Id.Value);
        return new(Errno.None, Leave(at));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<PutResult> Put(BondRequest request)
    {
        var at = EnterLocked(request.Stamp, default);
        if (!IsLive(request.Incarnation, at, nameof(Put)) || State.Find(request.Bond) is not { } bond)
        {
            Emit(SvaEventKind.Verdict, at, MmName, note: $"bond {request.Bond} was put twice");
            return new(Errno.EINVAL, false, Leave(at));
        }

        State.RemoveBond(bond);
        var put = new PutResult(Errno.None, false, at);
        if (IsLastReference)
        {
            // An unbind that comes while the PASID is freed waits for that as well.
            if (Kernel.IsOn(Point.WaitOutlastsNumber))
            {
                _waiters.Open(bond.Id.Value);
            }

            put = await Release(at);
        }

        _waiters.Wake(bond.Id.Value, new(Errno.None, put.At));
        Leave(put.At);
        return put;
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<PutResult> EndRelease(IoMmRequest request)
    {
        var at = EnterLocked(request.Stamp, default);
        if (!IsHeld(request.Incarnation, at, nameof(EndRelease)))
        {
            return new(Errno.EINVAL, false, Leave(at));
        }

        State.EndExit();
        if (!IsLastReference)
        {
            return new(Errno.None, false, Leave(at));
        }

        var put = await Release(at);
        Leave(put.At);
        return put;
    }

    // A bond that an unbind has claimed is draining: the release leaves it to that unbind.
    private Bond? Unclaimed => State.Newest(BondLife.Bound, Kernel.IsOn(Point.ReleaseSkipsClaimed) ? null : BondLife.Draining);

    private bool IsLastReference => State.References == 0 || !Kernel.IsOn(Point.PutLooksForReferences);

    /// <summary>Tears a bond down: mm_detach first, then the lists, as in the patches. The bond stays claimed until its reference is
    /// put.</summary>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<VirtualTime> TearDown(Bond bond, VirtualTime at)
    {
        var isLast = !State.HasAttached(bond.Domain, except: bond);
        Emit(SvaEventKind.DriverMmDetach, at, bond.Device, State.Pasid, value: isLast ? 1 : 0, domain: bond.Domain);
        var detached = await Kernel.Domain(bond.Domain).DetachMm(new(StampAt(at), bond.Device, State.Pasid, isLast));
        var unlinked = await Kernel.Await(
            Point.TeardownWaitsForUnlink,
            Kernel.Device2018(bond.Device).UnlinkBond(new(StampAt(detached.At), State.Pasid, bond.Id)),
            new(Errno.None, detached.At)
        );
        State.Drain(bond);
        return unlinked.At;
    }
}
