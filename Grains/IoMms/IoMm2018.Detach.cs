using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Points;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Model;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.IoMms;

namespace SvaOrleans.Grains.IoMms;

/// <content>unbind and exit: whoever claims a bond is its only teardown; everybody else waits for it by its serial.</content>
public partial class IoMm2018
{
    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public virtual async ValueTask<DetachResult> Detach(BondRequest request)
    {
        var at = Begin(request.Stamp, Latencies.Call);

        // An unbind holds a serial, never a pointer: a bond that went with its io_mm meanwhile is one that is not there, and no use after free.
        if (!_state.IsPresent(request.Incarnation) || _state.Find(request.Bond) is not { } bond)
        {
            return Kernel.Keeps(ProtocolPoint.UnbindLooksForBond)
                ? new(Errno.ESRCH, DetachOutcome.Unknown, Finish(at))
                : new(Errno.None, DetachOutcome.Done, Finish(at));
        }

        if (bond.Life != BondLife.Bound && Kernel.Keeps(ProtocolPoint.UnbindYieldsToClaim))
        {
            return new(Errno.None, DetachOutcome.MustWait, Finish(at));
        }

        at = await TearDown(bond, at);
        Emit(SvaEventKind.IoMmDetach, at, bond.Device, _state.Pasid, value: (long)bond.Id.Value);
        return new(Errno.None, DetachOutcome.Done, Finish(at));
    }

    /// <inheritdoc/>
    public virtual ValueTask<BeginReleaseResult> BeginRelease(IoMmRequest request)
    {
        var at = Begin(request.Stamp, Latencies.Call);
        if (!MeetsLiving(request.Incarnation, at, nameof(BeginRelease)) && Kernel.Keeps(ProtocolPoint.ReleaseLooksForIoMm))
        {
            return new(new BeginReleaseResult(Errno.None, false, Finish(at)));
        }

        _state.BeginExit(holds: Kernel.Keeps(ProtocolPoint.ReleaseHoldsIoMm));
        Emit(SvaEventKind.IoMmExit, at, MmName, _state.Pasid);
        return new(new BeginReleaseResult(Errno.None, true, Finish(at)));
    }

    /// <inheritdoc/>
    public virtual ValueTask<NextExitResult> NextExit(IoMmRequest request)
    {
        var at = Begin(request.Stamp, Latencies.Call);
        if (
            !MeetsHeld(request.Incarnation, at, nameof(NextExit))
            || _state.ClaimNextToExit(skipsClaimed: Kernel.Keeps(ProtocolPoint.ReleaseSkipsClaimed)) is not { } bond
        )
        {
            return new(new NextExitResult(Errno.None, default, default, default, 0, Finish(at)));
        }

        return new(new NextExitResult(Errno.None, bond.Id, bond.Device, _state.Pasid, bond.DriverData, Finish(at)));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public virtual async ValueTask<IoMmResult> FinishExit(BondRequest request)
    {
        var at = Begin(request.Stamp, Latencies.Call);
        if (!MeetsLiving(request.Incarnation, at, nameof(FinishExit)) || _state.Find(request.Bond) is not { Life: BondLife.InHandler } bond)
        {
            Emit(SvaEventKind.Verdict, at, MmName, note: $"bond {request.Bond} was torn down while the exit held it");
            return new(Errno.EINVAL, Finish(at));
        }

        at = await TearDown(bond, at);
        Emit(SvaEventKind.IoMmExitDetach, at, bond.Device, _state.Pasid, value: (long)bond.Id.Value);
        return new(Errno.None, Finish(at));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public virtual async ValueTask<PutResult> Put(BondRequest request)
    {
        var at = Begin(request.Stamp, default);
        if (!MeetsLiving(request.Incarnation, at, nameof(Put)) || _state.Find(request.Bond) is not { } bond)
        {
            Emit(SvaEventKind.Verdict, at, MmName, note: $"bond {request.Bond} was put twice");
            return new(Errno.EINVAL, false, Finish(at));
        }

        _state.RemoveBond(bond);
        var put = new PutResult(Errno.None, false, at);
        if (IsLastReference)
        {
            // Who asks for the bond while its number is given back waits for that as well.
            if (Kernel.Keeps(ProtocolPoint.WaitOutlastsNumber))
            {
                _waitQueues.TryAdd(bond.Id.Value, NewWait<IoMmResult>());
            }

            put = await Release(at);
        }

        if (_waitQueues.Remove(bond.Id.Value, out var gone))
        {
            gone.TrySetResult(new(Errno.None, put.At));
        }

        Finish(put.At);
        return put;
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public virtual async ValueTask<PutResult> EndRelease(IoMmRequest request)
    {
        var at = Begin(request.Stamp, default);
        if (!MeetsHeld(request.Incarnation, at, nameof(EndRelease)))
        {
            return new(Errno.EINVAL, false, Finish(at));
        }

        _state.EndExit();
        if (!IsLastReference)
        {
            return new(Errno.None, false, Finish(at));
        }

        var put = await Release(at);
        Finish(put.At);
        return put;
    }

    private bool IsLastReference => _state.References == 0 || !Kernel.Keeps(ProtocolPoint.PutLooksForReferences);

    /// <summary>Takes a bond down: mm_detach first, then the lists, as in the text. The bond stays claimed until its reference is put.</summary>
    /// <param name="bond">The bond.</param>
    /// <param name="at">When.</param>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    protected virtual async ValueTask<VirtualTime> TearDown(Bond bond, VirtualTime at)
    {
        var isLast = !_state.HasAttached(bond.Domain, except: bond);
        Emit(SvaEventKind.DriverMmDetach, at, bond.Device, _state.Pasid, value: isLast ? 1 : 0, domain: bond.Domain);
        var detached = await Kernel.Domain(bond.Domain).DetachMm(new(StampAt(at), bond.Device, _state.Pasid, isLast));
        var unlinked = await Kernel.Await(
            ProtocolPoint.TeardownWaitsForUnlink,
            Kernel.Device(bond.Device).UnlinkBond(new(StampAt(detached.At), _state.Pasid, bond.Id)),
            new(Errno.None, detached.At)
        );
        _state.Drain(bond);
        return unlinked.At;
    }
}
