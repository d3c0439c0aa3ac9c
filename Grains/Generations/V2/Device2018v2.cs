using System.Runtime.CompilerServices;
using Orleans.Concurrency;
using SvaOrleans.Grains.Devices;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Pooling;
using SvaOrleans.Interfaces;
using SvaOrleans.Model;
using SvaOrleans.Model.Devices;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Protocol;

namespace SvaOrleans.Grains.Generations.V2;

/// <summary>A PCI function with its driver under the 2018 text as it was published: bind, unbind and unbind_dev_all are threads that take the one
/// lock for each of their sections, and hold nothing in between.</summary>
/// <remarks>drivers/iommu/iommu-sva.c as of 02/40 to 05/40, its steps in its order.</remarks>
[GrainType("device-2018-v2")]
[Reentrant]
[KeepAlive]
public partial class Device2018v2(IEventSink events, TimeProvider time, ModelClock clock) : Device2018(events, time, clock)
{
    private ISvaLockGrain Sva => Kernel.SvaLock(Name.Sibling(ObjectKind.SvaLock, ""));

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public override async ValueTask<BindResult> Bind(BindRequest request)
    {
        var at = Pass(request.Stamp, Latencies.Call);
        (var refused, var why, at) = await CheckBind(request, isOneDevicePerGroup: true, at);
        if (!refused.IsSuccess || State.Parameter is not { } parameter)
        {
            return Refused(refused, at, why);
        }

        var domain = State.Domain;
        var found = await Sva.Take(new(StampAt(at), request.Mm, Name, Settings));
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
            ? new(Errno.None, found.Pasid, found.Generation, bond, attachedAt)
            : Refused(error, await Put(found, request.Mm, attachedAt));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    public override async ValueTask<UnbindResult> Unbind(UnbindRequest request)
    {
        var at = Pass(request.Stamp, Latencies.Call);
        if (CheckUnbind(request) is { IsSuccess: false } refused)
        {
            return new(refused, false, at);
        }

        at = await Flush(request.Pasid, at);
        var pasid = request.Pasid;
        var (error, hasWaited, _, reclaims, doneAt) = await ToEnd(await Sva.Detach(new(StampAt(at), Name, pasid)), NameOf(pasid), pasid);
        return new(error, hasWaited, await Reclaim(reclaims, doneAt));
    }

    /// <inheritdoc/>
    [AsyncMethodBuilder(typeof(PooledMethodBuilder<>))]
    protected override async ValueTask<(int Removed, List<BondLink> Reclaims, VirtualTime At)> UnbindEverything(VirtualTime at)
    {
        at = await Flush(null, at);
        var (_, _, removed, reclaims, doneAt) = await ToEnd(await Sva.DetachAll(new(StampAt(at), Name)), default, default);
        return (removed, reclaims, doneAt);
    }

    /// <inheritdoc/>
    protected override ValueTask<VirtualTime> CloseToBinds(VirtualTime at) => new(at);

    /// <inheritdoc/>
    protected override void OpenToBinds()
    {
        // The text lets binds in all the time.
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
        return new(Errno.None, made.IoMm, made.Pasid, made.Generation, request.Features, published.At);
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

    // Sleeps as often as the text does. What the thread has on its stack goes with it, stale or not.
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

    private ObjectName NameOf(Pasid pasid) => State.Find(pasid)?.IoMm ?? default;

    private static BondLink LinkTo(ObjectName ioMm, Incarnation serial) => new(ioMm, serial, default, default, default);
}
