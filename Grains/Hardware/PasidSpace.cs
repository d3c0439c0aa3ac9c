using SvaOrleans.Grains.Kernel;
using SvaOrleans.Interfaces;
using SvaOrleans.Interfaces.Hardware;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Pasids;

namespace SvaOrleans.Grains.Hardware;

/// <summary>The host's PASIDs: the IDR of 03/40, which allocates the lowest free one first.</summary>
[GrainType("pasids")]
[KeepAlive]
public sealed class PasidSpace(IEventSink events) : KernelObject<PasidSpaceState>(events, new()), IPasidSpaceGrain, IWatchedObject
{
    /// <inheritdoc/>
    public ulong StateHash => State.Hash();

    /// <inheritdoc/>
    public ValueTask<AllocatePasidResult> Allocate(AllocatePasidRequest request)
    {
        var at = Enter(request.Stamp, default);

        // An empty range fails like a full one in the IDR: a maximum below the device's lowest PASID fails only here.
        (Pasid pasid, PasidLease lease) = (default, default);
        var error = request.Min > request.Max ? Errno.ENOSPC : State.Allocate(request.Min, request.Max, request.Mm, out pasid, out lease);
        if (error.IsSuccess)
        {
            Emit(SvaEventKind.PasidAlloc, at, request.Subject, pasid, value: (long)lease.Value);
        }

        return new(new AllocatePasidResult(error, pasid, lease, at));
    }

    /// <inheritdoc/>
    public ValueTask<Done> Free(FreePasidRequest request)
    {
        var at = Enter(request.Stamp, default);
        if (State.Free(request.Pasid, request.Lease))
        {
            Emit(SvaEventKind.PasidFree, at, pasid: request.Pasid, value: (long)request.Lease.Value);
            return new(new Done(Errno.None, at));
        }

        Emit(SvaEventKind.Verdict, at, pasid: request.Pasid, note: "a PASID was freed that its owner no longer held");
        return new(new Done(Errno.EINVAL, at));
    }

    /// <inheritdoc/>
    public ValueTask<FindPasidResult> Find(FindPasidRequest request)
    {
        var at = Enter(request.Stamp, default);
        return new(
            State.TryFind(request.Pasid, out var owner)
                ? new FindPasidResult(Errno.None, owner.Mm, owner.Lease, at)
                : new FindPasidResult(Errno.ESRCH, default, default, at)
        );
    }
}
