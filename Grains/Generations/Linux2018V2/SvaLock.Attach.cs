using System.Runtime.CompilerServices;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Interfaces.Generations.Linux2018;
using SvaOrleans.Interfaces.Generations.Linux2018V2;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Sva;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Protocol;
using SvaOrleans.Model.Tables;

namespace SvaOrleans.Grains.Generations.Linux2018V2;

/// <content>The sections of bind, io_mm_alloc and io_mm_attach. No section repeats a check of an earlier one.</content>
public sealed partial class SvaLock
{
    /// <inheritdoc/>
    public ValueTask<FoundIoMm> Take(TakeIoMmRequest request)
    {
        var at = EnterLocked(request.Stamp, default);

        // In the order of the IDR. An io_mm without references is under construction or released, and cannot be taken.
        var found = State.IoMms.Where(ioMm => ioMm.Mm == request.Mm && ioMm.References > 0).MinBy(static ioMm => ioMm.Pasid);
        if (found is null)
        {
            return new(new FoundIoMm(Errno.None, default, default, default, default, Leave(at)));
        }

        if (State.BondsOf(found).Any(bond => bond.Device == request.Device))
        {
            return new(new FoundIoMm(Errno.EEXIST, default, default, default, default, Leave(at)));
        }

        found.References++;
        found.Holders++;
        return new(new FoundIoMm(Errno.None, found.Serial, found.Pasid, found.Lease, found.Features, Leave(at)));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<AllocatedIoMm> Allocate(AllocateIoMmRequest request)
    {
        var at = EnterLocked(request.Stamp, default);
        var armed = FailuresOf(request.Mm);
        var error = armed.Pass(FailurePoint.MmAlloc);
        EmitOf(
            IoMmName(request.Mm),
            SvaEventKind.DriverMmAlloc,
            at,
            request.Mm,
            error: error,
            domain: request.Domain,
            features: request.Features
        );
        if (!error.IsSuccess)
        {
            return new(error, default, default, default, default, Leave(at));
        }

        error = armed.Pass(FailurePoint.PasidAllocation);
        if (!error.IsSuccess)
        {
            return Freed(error, at);
        }

        var pasids = Kernel.PasidSpace(Name.Sibling(ObjectKind.PasidSpace, ""));
        var allocated = await pasids.Allocate(new(StampAt(at), request.Mm, IoMmName(request.Mm), request.PasidMin, request.PasidMax));
        if (!allocated.Error.IsSuccess)
        {
            return Freed(allocated.Error, allocated.At);
        }

        var made = State.Add(request.Mm, allocated.Pasid, allocated.Lease, request.Features);
        return new(Errno.None, made.Serial, made.Pasid, made.Lease, armed.Pass(FailurePoint.NotifierRegister), Leave(allocated.At));

        AllocatedIoMm Freed(Errno failure, VirtualTime when)
        {
            EmitOf(IoMmName(request.Mm), SvaEventKind.DriverMmFree, when, request.Mm);
            return new(failure, default, default, default, default, Leave(when));
        }
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<Done> Discard(IoMmRequest request)
    {
        var at = EnterLocked(request.Stamp, default);
        if (Use(request.Incarnation, at, nameof(Discard)) is not { } ioMm)
        {
            return new(Errno.EINVAL, Leave(at));
        }

        var freed = await Kernel.PasidSpace(Name.Sibling(ObjectKind.PasidSpace, "")).Free(new(StampAt(at), ioMm.Pasid, ioMm.Lease));
        State.Free(request.Incarnation);
        EmitOf(IoMmName(ioMm), SvaEventKind.DriverMmFree, freed.At, ioMm.Mm);
        return new(Errno.None, Leave(freed.At));
    }

    /// <inheritdoc/>
    public ValueTask<Done> Publish(IoMmRequest request)
    {
        var at = Enter(request.Stamp, default);
        if (Use(request.Incarnation, at, nameof(Publish)) is { } ioMm)
        {
            ioMm.References = 1;
            ioMm.Holders = 1;
            EmitOf(IoMmName(ioMm), SvaEventKind.IoMmAlloc, at, ioMm.Mm, ioMm.Pasid, value: (long)ioMm.Serial.Value);
        }

        return new(new Done(Errno.None, at));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<PutResult> Put(PutIoMmRequest request)
    {
        var at = EnterLocked(request.Stamp, default);
        if (Use(request.Incarnation, at, nameof(Put)) is not { } ioMm)
        {
            return new(Errno.EINVAL, false, Leave(at));
        }

        ioMm.Holders--;
        ioMm.IsReleasing &= !request.EndsRelease;
        var put = await PutReference(ioMm, at);
        Leave(put.At);
        return put;
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public async ValueTask<AttachedBond> Attach(AttachBondRequest request)
    {
        var at = EnterLocked(request.Stamp, Latencies.Call);
        if (Use(request.IoMm, at, nameof(Attach)) is not { } ioMm)
        {
            return new(Errno.EINVAL, default, Leave(at));
        }

        var armed = FailuresOf(ioMm.Mm);
        var error = armed.Pass(FailurePoint.BondAllocation);
        if (!error.IsSuccess)
        {
            return new(error, default, Leave(at));
        }

        // attach_domain. It does not check again whether this device has a bond already.
        var isFirst = !State.BondsOf(ioMm).Any(bond => bond.Domain == request.Domain);
        error = armed.Pass(FailurePoint.MmAttach);
        EmitOf(
            IoMmName(ioMm),
            SvaEventKind.DriverMmAttach,
            at,
            request.Device,
            ioMm.Pasid,
            error: error,
            value: isFirst ? 1 : 0,
            domain: request.Domain
        );
        if (error.IsSuccess)
        {
            var entry = new PasidEntry(ioMm.Mm, IoMmName(ioMm), ioMm.Lease, ioMm.Serial);
            var attached = await Kernel.Domain(request.Domain).AttachMm(new(StampAt(at), request.Device, ioMm.Pasid, entry, isFirst));
            at = attached.At;
            error = attached.Error;
        }

        if (!error.IsSuccess)
        {
            return new(error, default, Leave(at));
        }

        var made = State.Add(ioMm, request.Device, request.Domain, request.DriverData);
        var linked = await Kernel
            .Device2018(request.Device)
            .LinkBond(new(StampAt(at), IoMmName(ioMm), ioMm.Serial, made.Id, ioMm.Pasid, ioMm.Lease));
        at = linked.At;
        EmitOf(IoMmName(ioMm), SvaEventKind.IoMmAttach, at, request.Device, ioMm.Pasid, value: (long)made.Id.Value);
        return new(Errno.None, made.Id, Leave(at));
    }
}
