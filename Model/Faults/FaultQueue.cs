using System.Collections.Immutable;
using SvaOrleans.Model.Hashing;

namespace SvaOrleans.Model.Faults;

/// <summary>Software's side of a device's page requests (kernel io-pgfault.c): requests wait here until the last of their group comes; groups
/// are pending until they are answered.</summary>
/// <remarks>Requests are matched by group number alone, as in the kernel, not by PASID: a partial left over from an overflow joins the next
/// group of that number unless it is dropped first (race R40).</remarks>
public sealed class FaultQueue : IModelState<FaultQueue>
{
    private readonly List<PageRequest> partials;
    private readonly SortedSet<ulong> pending;
    private ulong lastId;

    /// <summary>An empty queue.</summary>
    public FaultQueue()
        : this([], [])
    {
    }

    /// <summary>An empty queue that follows another one of the same device.</summary>
    /// <param name="before">The earlier queue; its serials are not used again, so that a late answer to one of its groups meets no other.</param>
    public FaultQueue(FaultQueue? before)
        : this() => lastId = before?.lastId ?? 0;

    private FaultQueue(IEnumerable<PageRequest> partials, IEnumerable<ulong> pending)
    {
        this.partials = [.. partials];
        this.pending = [.. pending];
    }

    /// <summary>Requests that wait for the last of their group.</summary>
    public int PartialCount => partials.Count;

    /// <summary>Groups that are not answered yet.</summary>
    public int PendingCount => pending.Count;

    /// <summary>The requests that wait for the last of their group, in order of arrival.</summary>
    public ImmutableArray<PageRequest> Partials => [.. partials];

    /// <summary>Serials of the groups that are not answered yet, in ascending order.</summary>
    public ImmutableArray<ulong> Pending => [.. pending];

    /// <summary>Takes a request from the hardware queue.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The group that it completes; null when more must come, and for a stop marker, which is dropped.</returns>
    public FaultGroup? Add(PageRequest request)
    {
        if (request.IsStopMarker)
        {
            return null;
        }

        if (!request.IsLast)
        {
            partials.Add(request);
            return null;
        }

        ImmutableArray<PageRequest> requests = [.. partials.Where(partial => partial.Group == request.Group), request];
        partials.RemoveAll(partial => partial.Group == request.Group);
        return new(++lastId, request.Device, request.Pasid, request.Generation, request.Group, requests);
    }

    /// <summary>Drops the partials of a PASID: their last may have been answered by hardware on overflow and never come.</summary>
    /// <param name="pasid">The PASID.</param>
    /// <returns>How many there were.</returns>
    public int DropPartials(Pasid pasid) => partials.RemoveAll(partial => partial.Pasid == pasid);

    /// <summary>Drops all partials, as the recovery from an overflow does.</summary>
    /// <returns>How many there were.</returns>
    public int DropAllPartials()
    {
        var dropped = partials.Count;
        partials.Clear();
        return dropped;
    }

    /// <summary>A group is handed to the fault handler.</summary>
    /// <param name="id">Its serial.</param>
    /// <exception cref="ModelInvariantException">It is pending already, or there never was such a group: it would be answered twice.</exception>
    public void Begin(ulong id)
    {
        ModelInvariantException.Require(id > 0 && id <= lastId && pending.Add(id), 30, $"fault group {id} was handed out twice or never built");
    }

    /// <summary>A group is about to be answered.</summary>
    /// <param name="id">Its serial.</param>
    /// <returns>Whether to send the answer: false when the group is not pending any more, so that a late answer is swallowed.</returns>
    public bool Complete(ulong id) => pending.Remove(id);

    /// <summary>The device goes: no pending group will be answered by its handler.</summary>
    /// <returns>The groups' serials in ascending order, each to be answered Invalid by the caller.</returns>
    public ImmutableArray<ulong> DropPending()
    {
        ImmutableArray<ulong> dropped = [.. pending];
        pending.Clear();
        return dropped;
    }

    /// <inheritdoc/>
    public FaultQueue Copy() => new(partials, pending) { lastId = lastId };

    /// <inheritdoc/>
    public ulong Hash()
    {
        var hash = default(StateHash);
        hash.Add(lastId);
        hash.Add((ulong)partials.Count);
        foreach (var partial in partials)
        {
            partial.AddTo(ref hash);
        }

        foreach (var id in pending)
        {
            hash.Add(id);
        }

        return hash.Value;
    }

    /// <inheritdoc/>
    public void Check()
    {
        foreach (var partial in partials)
        {
            ModelInvariantException.Require(!partial.IsLast, 30, $"the last request of group {partial.Group} waits for itself");
        }

        ModelInvariantException.Require(pending.Count == 0 || pending.Max <= lastId, 30, "a fault group is pending that was never built");
    }
}
