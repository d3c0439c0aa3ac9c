using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces.Generations.Linux2018;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.IoMms;
using SvaOrleans.Model.Protocol;
using SvaOrleans.Model.Tables;

namespace SvaOrleans.Grains.Generations.Linux2018;

/// <content>bind: the inner part of iommu_sva_bind_device, io_mm_alloc and io_mm_attach, in the order of their checks.</content>
public sealed partial class IoMm
{
    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<AttachResult> Attach(AttachRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.Call);
        if (State.Life == IoMmLife.Exiting && Kernel.IsOn(Point.BindLooksForExit))
        {
            TellBrokenContract(request.Device, at);
            return Refuse(Errno.EINVAL, at);
        }

        if (State.Life != IoMmLife.Free)
        {
            if (State.FindAttached(request.Device) is not null)
            {
                return Refuse(Errno.EEXIST, at);
            }

            return State.Features != request.Features ? Refuse(Errno.EDOM, at) : await AttachDevice(request, at, isNew: false);
        }

        var (error, allocatedAt) = await Allocate(request, at);
        return error.IsSuccess ? await AttachDevice(request, allocatedAt, isNew: true) : Refuse(error, allocatedAt);
    }

    /// <summary>io_mm_alloc: allocates the PASID, registers the notifier, makes the io_mm.</summary>
    /// <param name="request">The bind.</param>
    /// <param name="at">The time of the call.</param>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<(Errno Error, VirtualTime At)> Allocate(AttachRequest request, VirtualTime at)
    {
        if ((request.Ops & (IommuOps.MmAlloc | IommuOps.MmFree)) != (IommuOps.MmAlloc | IommuOps.MmFree))
        {
            return (Errno.ENODEV, at);
        }

        var error = _failures.Pass(FailurePoint.MmAlloc);
        Emit(SvaEventKind.DriverMmAlloc, at, MmName, error: error, domain: request.Domain, features: request.Features);
        if (!error.IsSuccess)
        {
            return (error, at);
        }

        var incarnation = State.Incarnation.Next;
        error = _failures.Pass(FailurePoint.PasidAllocation);
        if (!error.IsSuccess)
        {
            return (Freed(error), at);
        }

        var pasids = Kernel.PasidSpace(Name.Sibling(ObjectKind.PasidSpace, ""));
        var allocated = await pasids.Allocate(new(StampAt(at), MmName, Name, request.PasidMin, request.PasidMax));
        at = allocated.At;
        if (!allocated.Error.IsSuccess)
        {
            return (Freed(allocated.Error), at);
        }

        error = _failures.Pass(FailurePoint.NotifierRegister);
        if (error.IsSuccess)
        {
            var subscribed = await Kernel.Mm(MmName).Subscribe(new(StampAt(at), Subscription(incarnation)));
            at = subscribed.At;
            error = subscribed.Error;
            if (!error.IsSuccess)
            {
                TellBrokenContract(request.Device, at);
            }
        }
        else
        {
            Emit(SvaEventKind.NotifierRegister, at, MmName, error: error);
        }

        if (!error.IsSuccess)
        {
            var freed = await pasids.Free(new(StampAt(at), allocated.Pasid, allocated.Lease));
            return (Freed(error), freed.At);
        }

        State.Allocate(MmName, allocated.Pasid, allocated.Lease, request.Features);
        Emit(SvaEventKind.IoMmAlloc, at, MmName, State.Pasid, value: (long)incarnation.Value);
        return (Errno.None, at);

        // No reference can exist yet: free directly, without an SRCU grace period.
        Errno Freed(Errno failure)
        {
            Emit(SvaEventKind.DriverMmFree, at, MmName);
            return failure;
        }
    }

    /// <summary>io_mm_attach: the table entry, the bond, the device's list.</summary>
    /// <param name="request">The bind.</param>
    /// <param name="at">The time of the call.</param>
    /// <param name="isNew">Whether the io_mm was made for this bind, and is freed if the bind fails.</param>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<AttachResult> AttachDevice(AttachRequest request, VirtualTime at, bool isNew)
    {
        const IommuOps Needed = IommuOps.MmAttach | IommuOps.MmDetach | IommuOps.MmInvalidate;
        if ((request.Ops & Needed) != Needed)
        {
            return await Undo(Errno.ENODEV, at, isNew);
        }

        if (State.Pasid < request.PasidMin || State.Pasid > request.PasidMax)
        {
            return await Undo(Errno.ERANGE, at, isNew);
        }

        var error = _failures.Pass(FailurePoint.BondAllocation);
        if (!error.IsSuccess)
        {
            return await Undo(error, at, isNew);
        }

        var isFirst = !State.HasAttached(request.Domain);
        error = _failures.Pass(FailurePoint.MmAttach);
        Emit(SvaEventKind.DriverMmAttach, at, request.Device, State.Pasid, error: error, value: isFirst ? 1 : 0, domain: request.Domain);
        if (error.IsSuccess)
        {
            var entry = new PasidEntry(MmName, Name, State.Lease, State.Incarnation);
            var attached = await Kernel.Domain(request.Domain).AttachMm(new(StampAt(at), request.Device, State.Pasid, entry, isFirst));
            at = attached.At;
            error = attached.Error;
        }

        if (!error.IsSuccess)
        {
            return await Undo(error, at, isNew);
        }

        // The bond is in the list before another turn can run here. This request links it at the device, so the link precedes any unlink.
        var bond = State.AddBond(request.Device, request.Domain, request.DriverData);
        var linked = await Kernel.Await(
            Point.BindWaitsForLink,
            Kernel.Device2018(request.Device).LinkBond(new(StampAt(at), Name, State.Incarnation, bond.Id, State.Pasid, State.Lease)),
            new(Errno.None, at)
        );
        at = linked.At;
        Emit(SvaEventKind.IoMmAttach, at, request.Device, State.Pasid, value: (long)bond.Id.Value);
        return new(Errno.None, State.Pasid, State.Lease, State.Incarnation, bond.Id, Leave(at));
    }

    // A new io_mm whose attach fails is freed with its PASID; no other thread has seen it.
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    private async ValueTask<AttachResult> Undo(Errno error, VirtualTime at, bool isNew)
    {
        if (isNew)
        {
            var incarnation = State.Incarnation;
            var released = await Release(at);
            at = released.At;
            if (released.MustReclaim)
            {
                State.Reclaim(incarnation);
                Emit(SvaEventKind.DriverMmFree, at, MmName);
                var dropped = await Kernel.Mm(MmName).Drop(StampAt(at));
                at = dropped.At;
            }
        }

        return Refuse(error, at);
    }

    private void TellBrokenContract(ObjectName device, VirtualTime at) =>
        Emit(
            SvaEventKind.ContractViolation,
            at,
            device,
            note: "bind to an mm without users, or that exits: the caller must be a user of the mm"
        );

    /// <summary>The result of a bind that failed and was undone.</summary>
    /// <param name="error">The reason.</param>
    /// <param name="at">The time of the call.</param>
    private AttachResult Refuse(Errno error, VirtualTime at) => new(error, default, default, default, default, Leave(at));
}
