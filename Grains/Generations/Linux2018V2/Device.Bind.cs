using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Interfaces.Generations.Linux2018;
using SvaOrleans.Interfaces.Generations.Linux2018V2;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Sva;
using SvaOrleans.Model.Devices;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Grains.Generations.Linux2018V2;

/// <content>bind, unbind and unbind_dev_all: threads of the driver (03/40, 05/40).</content>
public sealed partial class Device
{
    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<BindResult> Bind(BindRequest request)
    {
        var at = Enter(request.Stamp, Latencies.Call);
        (var refused, var why, at) = await CheckBind(request, at);
        if (!refused.IsSuccess || State.Parameter is not { } parameter)
        {
            return Refused(refused, at, why);
        }

        var domain = State.Domain;
        var found = await Sva.Take(new(StampAt(at), request.Mm, Name));
        at = found.At;
        if (!found.Error.IsSuccess)
        {
            return Refused(found.Error, at);
        }

        if (found.IoMm.Value == 0)
        {
            found = await Allocate(request, domain, parameter, at);
            at = found.At;
        }
        else if (found.Features != request.Features)
        {
            return Refused(Errno.EDOM, await Put(found, request.Mm, at));
        }

        if (!found.Error.IsSuccess)
        {
            return Refused(found.Error, at);
        }

        var (error, bond, attachedAt) = await Attach(request, found, domain, parameter, at);
        return error.IsSuccess
            ? new(Errno.None, found.Pasid, found.Lease, bond, attachedAt)
            : Refused(error, await Put(found, request.Mm, attachedAt));
    }

    /// <summary>The checks of a bind before its first lookup, in the order of the patches.</summary>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<(Errno Error, BindRefusal Why, VirtualTime At)> CheckBind(BindRequest request, VirtualTime at)
    {
        if (Spec.Group is null)
        {
            return (Errno.ENODEV, BindRefusal.None, at);
        }

        if (Spec.GroupSize != 1)
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

        return (request.Features & ~parameter.Features) != 0
            ? (Errno.EINVAL, BindRefusal.FeatureNotEnabled, at)
            : (Errno.None, BindRefusal.None, at);
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

        at = await Flush(request.Pasid, at);
        var pasid = request.Pasid;
        var (error, hasWaited, _, reclaims, doneAt) = await ToEnd(await Sva.Detach(new(StampAt(at), Name, pasid)), NameOf(pasid), pasid);
        return new(error, hasWaited, await Reclaim(reclaims, doneAt));
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
    public async ValueTask<UnbindAllResult> UnbindAll(Stamp stamp)
    {
        var at = Enter(stamp, Latencies.Call);
        var (removed, reclaims, unboundAt) = await UnbindEverything(at);
        return new(Errno.None, removed, await Reclaim(reclaims, unboundAt));
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<(int Removed, List<BondLink> Reclaims, VirtualTime At)> UnbindEverything(VirtualTime at)
    {
        at = await Flush(null, at);
        var (_, _, removed, reclaims, doneAt) = await ToEnd(await Sva.DetachAll(new(StampAt(at), Name)), default, default);
        return (removed, reclaims, doneAt);
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

    // io_mm_alloc.
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<FoundIoMm> Allocate(BindRequest request, ObjectName domain, SvaParameter parameter, VirtualTime at)
    {
        const IommuOps Needed = IommuOps.MmAlloc | IommuOps.MmFree;
        if ((Spec.IommuOps & Needed) != Needed)
        {
            return new(Errno.ENODEV, default, default, default, default, at);
        }

        var made = await Sva.Allocate(new(StampAt(at), request.Mm, request.Features, parameter.PasidMin, parameter.PasidMax, domain));
        if (!made.Error.IsSuccess)
        {
            return new(made.Error, default, default, default, default, made.At);
        }

        at = made.At;
        var error = made.NotifierError;
        if (error.IsSuccess)
        {
            var subscribed = await Kernel
                .Mm(request.Mm)
                .Subscribe(new(StampAt(at), new(request.Mm.Sibling(ObjectKind.IoMm, request.Mm.Name), made.IoMm)));
            at = subscribed.At;
            error = subscribed.Error;
            if (!error.IsSuccess)
            {
                Emit(SvaEventKind.Verdict, at, request.Mm, note: "kernel BUG: mmu_notifier_register for an mm without users");
            }
        }
        else
        {
            EmitOf(request.Mm.Sibling(ObjectKind.IoMm, request.Mm.Name), SvaEventKind.NotifierRegister, at, request.Mm, error: error);
        }

        if (!error.IsSuccess)
        {
            var discarded = await Sva.Discard(new(StampAt(at), made.IoMm));
            return new(error, default, default, default, default, discarded.At);
        }

        var published = await Sva.Publish(new(StampAt(at), made.IoMm));
        return new(Errno.None, made.IoMm, made.Pasid, made.Lease, request.Features, published.At);
    }

    // io_mm_attach.
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<(Errno Error, BondId Bond, VirtualTime At)> Attach(
        BindRequest request,
        FoundIoMm ioMm,
        ObjectName domain,
        SvaParameter parameter,
        VirtualTime at
    )
    {
        const IommuOps Needed = IommuOps.MmAttach | IommuOps.MmDetach | IommuOps.MmInvalidate;
        if ((Spec.IommuOps & Needed) != Needed)
        {
            return (Errno.ENODEV, default, at);
        }

        if (!ReferenceEquals(State.Parameter, parameter))
        {
            Emit(SvaEventKind.Verdict, at, note: "use after free: a bind goes on with the device's parameter, which a shutdown has freed");
        }

        if (ioMm.Pasid < parameter.PasidMin || ioMm.Pasid > parameter.PasidMax)
        {
            return (Errno.ERANGE, default, at);
        }

        var attached = await Sva.Attach(new(StampAt(at), ioMm.IoMm, Name, domain, request.DriverData));
        return (attached.Error, attached.Bond, attached.At);
    }

    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<VirtualTime> Put(FoundIoMm ioMm, ObjectName mm, VirtualTime at)
    {
        var put = await Sva.Put(new(StampAt(at), ioMm.IoMm));
        return put.MustReclaim ? await Reclaim([LinkTo(mm.Sibling(ObjectKind.IoMm, mm.Name), ioMm.IoMm)], put.At) : put.At;
    }

    // Sleeps as often as the patches do. The thread keeps its pointers across the sleep, stale or not.
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<(Errno Error, bool HasWaited, int Removed, List<BondLink> Reclaims, VirtualTime At)> ToEnd(
        DetachStep step,
        ObjectName ioMm,
        Pasid pasid
    )
    {
        var (hasWaited, removed, reclaims) = (false, 0, new List<BondLink>());
        while (true)
        {
            removed += step.Removed;
            foreach (var serial in step.Reclaims)
            {
                reclaims.Add(LinkTo(Name.Sibling(ObjectKind.IoMm, ""), serial));
            }

            if (step.Sleep.Bond.Value == 0)
            {
                return (step.Error, hasWaited, removed, reclaims, step.At);
            }

            hasWaited = true;
            Emit(SvaEventKind.UnbindWaits, step.At, ioMm, pasid);
            var woken = await Sva.WaitForExit(new(StampAt(step.At), default, step.Sleep.Bond));
            Emit(SvaEventKind.UnbindResumes, woken.At, ioMm, pasid);
            step = await Sva.GoOn(new(StampAt(woken.At), step.Sleep));
        }
    }

    /// <summary>Frees the io_mms that an operation has released, at its end.</summary>
    /// <param name="links">The bonds whose references were put last.</param>
    /// <param name="at">The time of the call.</param>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<VirtualTime> Reclaim(IReadOnlyList<BondLink> links, VirtualTime at)
    {
        foreach (var link in links)
        {
            var reclaimed = await Kernel.Await(Point.UnbindWaitsForFree, Sva.Free(new(StampAt(at), link.Incarnation)), new(Errno.None, at));
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

    private ObjectName NameOf(Pasid pasid) => State.Find(pasid)?.IoMm ?? default;

    private static BondLink LinkTo(ObjectName ioMm, Incarnation serial) => new(ioMm, serial, default, default, default);
}
