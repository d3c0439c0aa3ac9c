using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Interfaces.Generations.Linux2018;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Sva;
using SvaOrleans.Model.Devices;
using SvaOrleans.Model.Events;

namespace SvaOrleans.Grains.Generations.Linux2018;

/// <content>bind, unbind and unbind_dev_all: threads of the driver (03/40, 05/40).</content>
public sealed partial class Device
{
    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<BindResult> Bind(BindRequest request)
    {
        var at = Enter(request.Stamp, Latencies.Call);
        (var error, var why, at) = await CheckBind(request, Settings.IsOneDevicePerGroup, at);
        if (!error.IsSuccess || State.Parameter is not { } parameter)
        {
            return Refused(error, at, why);
        }

        // From here on a shutdown waits for this bind.
        State.BindsInFlight++;
        try
        {
            var attached = await Kernel
                .IoMm(request.Mm.Sibling(ObjectKind.IoMm, request.Mm.Name))
                .Attach(
                    new(
                        StampAt(at),
                        request.Mm,
                        Name,
                        State.Domain,
                        Spec.IommuOps,
                        request.Features,
                        parameter.PasidMin,
                        parameter.PasidMax,
                        request.DriverData
                    )
                );
            _bindsEndAt = VirtualTime.Max(_bindsEndAt, attached.At);
            why = attached.Error == Errno.EINVAL ? BindRefusal.MmExiting : BindRefusal.None;
            return new(attached.Error, attached.Pasid, attached.Lease, attached.Bond, attached.At, why);
        }
        finally
        {
            State.BindsInFlight--;
            if (State.BindsInFlight == 0)
            {
                _closings.WakeAll(_bindsEndAt);
            }
        }
    }

    /// <summary>The checks of a bind before its first lookup, in the order of the patches.</summary>
    /// <param name="request">The driver's request.</param>
    /// <param name="isOneDevicePerGroup">Whether a function that shares its group is refused.</param>
    /// <param name="at">The time of the call.</param>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<(Errno Error, BindRefusal Why, VirtualTime At)> CheckBind(
        BindRequest request,
        bool isOneDevicePerGroup,
        VirtualTime at
    )
    {
        if (Spec.Group is null)
        {
            return (Errno.ENODEV, BindRefusal.None, at);
        }

        if (isOneDevicePerGroup && Spec.GroupSize != 1)
        {
            return (Errno.EINVAL, BindRefusal.SharedGroup, at);
        }

        if (State.Domain.IsNone)
        {
            return (Errno.EINVAL, BindRefusal.NoDomain, at);
        }

        if (State.Parameter is not { } parameter)
        {
            return (Errno.EINVAL, BindRefusal.NotInitialised, await WarnUninitialised(at));
        }

        var isClosed = State.IsClosing && Kernel.IsOn(Point.BindLooksForShutdown);
        if ((request.Features & ~parameter.Features) != 0)
        {
            return (Errno.EINVAL, BindRefusal.FeatureNotEnabled, at);
        }

        return isClosed ? (Errno.EINVAL, BindRefusal.Closing, at) : (Errno.None, BindRefusal.None, at);
    }

    /// <summary>The checks of an unbind before it flushes faults, in the order of the patches.</summary>
    private Errno CheckUnbind(UnbindRequest request)
    {
        if (Spec.Group is null)
        {
            return Errno.ENODEV;
        }

        if (State.Domain.IsNone || State.Parameter is null)
        {
            return Errno.EINVAL;
        }

        // A driver that knows that its bond is gone must not flush the faults of the PASID's next owner.
        return IsOtherBond(request) ? Errno.ESRCH : Errno.None;
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<UnbindResult> Unbind(UnbindRequest request)
    {
        var at = Enter(request.Stamp, Latencies.Call);
        if (CheckUnbind(request) is { IsSuccess: false } refused)
        {
            return new(refused, false, at);
        }

        // The patches flush here. No result depends on it: the flush after the teardown finds the same faults.
        at = await Flush(Point.UnbindFlushesFirst, request.Pasid, at);
        if (State.Find(request.Pasid) is not { } link || (IsOtherBond(request) && Kernel.IsOn(Point.UnbindComparesOwner)))
        {
            return new(Errno.ESRCH, false, at);
        }

        var (error, hasWaited, mustReclaim, doneAt) = await UnbindOne(link, at);
        return new(error, hasWaited, mustReclaim ? await Reclaim([link], doneAt) : doneAt);
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<UnbindAllResult> UnbindAll(Stamp stamp)
    {
        var at = Enter(stamp, Latencies.Call);
        var (removed, reclaims, unboundAt) = await UnbindEverything(at);
        return new(Errno.None, removed, await Reclaim(reclaims, unboundAt));
    }

    /// <inheritdoc/>
    public ValueTask<Done> LinkBond(LinkBondRequest request)
    {
        var at = Enter(request.Stamp, default);
        if (State.Link(new(request.IoMm, request.Incarnation, request.Bond, request.Pasid, request.Lease)))
        {
            return new(new Done(Errno.None, at));
        }

        Emit(SvaEventKind.Verdict, at, request.IoMm, request.Pasid, note: "two bonds of one device with one PASID");
        return new(new Done(Errno.EINVAL, at));
    }

    /// <inheritdoc/>
    public ValueTask<Done> UnlinkBond(UnlinkBondRequest request)
    {
        var at = Enter(request.Stamp, default);
        if (State.Unlink(request.Pasid, request.Bond))
        {
            return new(new Done(Errno.None, at));
        }

        Emit(SvaEventKind.Verdict, at, pasid: request.Pasid, note: "a bond was unlinked that its device did not have");
        return new(new Done(Errno.EINVAL, at));
    }

    /// <summary>Unbinds the device's bonds in order, and waits for those that an exit has claimed.</summary>
    /// <returns>The number of bonds removed, and the io_mms released with them: the caller frees those at the end of the
    /// operation.</returns>
    /// <remarks>Walks a snapshot of serials: bonds that are gone by then are skipped, and no bond is held across a wait.</remarks>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<(int Removed, List<BondLink> Reclaims, VirtualTime At)> UnbindEverything(VirtualTime at)
    {
        at = await Flush(Point.UnbindFlushesFirst, null, at);
        var reclaims = new List<BondLink>();
        var removed = 0;
        foreach (var link in State.Bonds.ToArray())
        {
            var (error, _, mustReclaim, doneAt) = await UnbindOne(link, at);
            at = doneAt;
            removed += error.IsSuccess ? 1 : 0;
            if (mustReclaim)
            {
                reclaims.Add(link);
            }
        }

        return (removed, reclaims, at);
    }

    /// <summary>Unbinds one bond, or waits for the exit or unbind that has claimed it.</summary>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<(Errno Error, bool HasWaited, bool MustReclaim, VirtualTime At)> UnbindOne(BondLink link, VirtualTime at)
    {
        var ioMm = Kernel.IoMm(link.IoMm);
        var detached = await ioMm.Detach(new(StampAt(at), link.Incarnation, link.Bond));
        switch (detached.Outcome)
        {
            case DetachOutcome.Done:
                at = await Flush(Point.UnbindFlushesBeforeFree, link.Pasid, detached.At);
                var put = await ioMm.Put(new(StampAt(at), link.Incarnation, link.Bond));
                return (Errno.None, false, put.MustReclaim, put.At);
            case DetachOutcome.MustWait:
                Emit(SvaEventKind.UnbindWaits, detached.At, link.IoMm, link.Pasid);
                var wokenAt = await WaitForClaimant(link, detached.At);
                Emit(SvaEventKind.UnbindResumes, wokenAt, link.IoMm, link.Pasid);
                return (Errno.None, true, false, wokenAt);
            default:
                return (Errno.ESRCH, false, false, detached.At);
        }
    }

    /// <summary>Waits until the exit or unbind that has claimed the bond has put its reference.</summary>
    /// <returns>The time at which the unbind continues.</returns>
    /// <remarks>The wait queue of detach_locked, 05/40.</remarks>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<VirtualTime> WaitForClaimant(BondLink link, VirtualTime at)
    {
        var gone = await Kernel.Await(
            Point.UnbindWaitsForClaimant,
            Kernel.IoMm(link.IoMm).WhenGone(new(StampAt(at), link.Incarnation, link.Bond)),
            new(Errno.None, at)
        );
        return VirtualTime.Max(at, gone.At);
    }

    /// <summary>Frees the io_mms that an operation has released, at its end.</summary>
    /// <param name="links">The bonds whose references were put last.</param>
    /// <param name="at">The time of the call.</param>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<VirtualTime> Reclaim(IReadOnlyList<BondLink> links, VirtualTime at)
    {
        foreach (var link in links)
        {
            var reclaimed = await Kernel.Await(
                Point.UnbindWaitsForFree,
                Kernel.IoMm(link.IoMm).Free(new(StampAt(at), link.Incarnation)),
                new(Errno.None, at)
            );
            at = reclaimed.At;
        }

        return at;
    }

    /// <summary>The patches' WARN_ON_ONCE: once per boot, over all devices.</summary>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<VirtualTime> WarnUninitialised(VirtualTime at)
    {
        var warned = await Kernel.Host(Name.Sibling(ObjectKind.Host, "")).WarnOnce(new(StampAt(at), HostWarning.DeviceNotInitialised));
        if (warned.IsFirst)
        {
            Emit(SvaEventKind.Warning, at, note: "bind to a device that device_init has not seen");
        }

        return warned.At;
    }

    /// <summary>Whether the driver names a bond that it knows to be gone.</summary>
    private bool IsOtherBond(UnbindRequest request) =>
        request.Lease.Value != 0 && (State.Find(request.Pasid) is not { } link || link.Lease != request.Lease || link.Bond != request.Bond);

    /// <summary>The result of a bind that failed and was undone.</summary>
    /// <param name="error">The reason.</param>
    /// <param name="at">The time of the call.</param>
    /// <param name="why">The check that failed, if the error alone does not tell.</param>
    private static BindResult Refused(Errno error, VirtualTime at, BindRefusal why = BindRefusal.None) =>
        new(error, default, default, default, at, why);
}
