using System.Collections.Immutable;
using SvaOrleans.Model.Hashing;

namespace SvaOrleans.Model.Faults;

/// <summary>Software's side of a device's page requests (kernel io-pgfault.c): requests wait here until the last of their group comes;
/// groups are pending until they are answered.</summary>
/// <remarks>Requests are matched by group number alone, as in the kernel, not by PASID: a partial left over from an overflow joins the next
/// group of that number unless it is dropped first (race R40).</remarks>
public sealed class FaultQueue : IModelState<FaultQueue>
{
    private readonly List<PageRequest> _partials;
    private readonly SortedSet<ulong> _pending;
    private ulong _lastId;

    /// <summary>An empty queue.</summary>
    public FaultQueue()
        : this([], []) { }

    /// <summary>An empty queue that follows another one of the same device.</summary>
    /// <param name="before">The earlier queue; its serials are not used again, so that a late answer to one of its groups meets no
    /// other.</param>
    public FaultQueue(FaultQueue? before)
        : this() => _lastId = before?._lastId ?? 0;

    private FaultQueue(IEnumerable<PageRequest> partials, IEnumerable<ulong> pending)
    {
        this._partials = [.. partials];
        this._pending = [.. pending];
    }

    /// <summary>Requests that wait for the last of their group.</summary>
    public int PartialCount => _partials.Count;

    /// <summary>Groups that are not answered yet.</summary>
    public int PendingCount => _pending.Count;

    /// <summary>The requests that wait for the last of their group, in order of arrival.</summary>
    public ImmutableArray<PageRequest> Partials => [.. _partials];

    /// <summary>Serials of the groups that are not answered yet, in ascending order.</summary>
    public ImmutableArray<ulong> Pending => [.. _pending];

    /// <summary>Takes a request from the hardware queue.</summary>
    /// <returns>The group that it completes; null when more must come, and for a stop marker, which is dropped.</returns>
    public FaultGroup? Add(PageRequest request)
    {
        if (request.IsStopMarker)
        {
            return null;
        }

        if (!request.IsLast)
        {
            _partials.Add(request);
            return null;
        }

        ImmutableArray<PageRequest> requests = [.. _partials.Where(partial => partial.Group == request.Group), request];
        _partials.RemoveAll(partial => partial.Group == request.Group);
        return new(++_lastId, request.Device, request.Pasid, request.Lease, request.Group, requests);
    }

    /// <summary>Drops the partials of a PASID: their last may have been answered by hardware on overflow and never come.</summary>
    /// <returns>How many there were.</returns>
    public int DropPartials(Pasid pasid) => _partials.RemoveAll(partial => partial.Pasid == pasid);

    /// <summary>Drops all partials, as the recovery from an overflow does.</summary>
    /// <returns>How many there were.</returns>
    public int DropAllPartials()
    {
        var dropped = _partials.Count;
        _partials.Clear();
        return dropped;
    }

    /// <summary>A group is handed to the fault handler.</summary>
    /// <param name="id">Its serial.</param>
    /// <exception cref="ModelInvariantException">It is pending already, or there never was such a group: it would be answered
    /// twice.</exception>
    public void Begin(ulong id)
    {
        ModelInvariantException.Require(
            id > 0 && id <= _lastId && _pending.Add(id),
            30,
            $"fault group {id} was handed out twice or never built"
        );
    }

    /// <summary>A group is about to be answered.</summary>
    /// <param name="id">Its serial.</param>
    /// <returns>Whether to send the answer: false when the group is no longer pending, so that a late answer is ignored.</returns>
    public bool Complete(ulong id) => _pending.Remove(id);

    /// <summary>Removes the device: no handler will answer a pending group.</summary>
    /// <returns>The groups' serials in ascending order, each to be answered Invalid by the caller.</returns>
    public ImmutableArray<ulong> DropPending()
    {
        ImmutableArray<ulong> dropped = [.. _pending];
        _pending.Clear();
        return dropped;
    }

    /// <inheritdoc/>
    public FaultQueue Copy() => new(_partials, _pending) { _lastId = _lastId };

    /// <inheritdoc/>
    public ulong Hash()
    {
        var hash = default(StateHash);
        hash.Add(_lastId);
        hash.Add((ulong)_partials.Count);
        foreach (var partial in _partials)
        {
            partial.AddTo(ref hash);
        }

        foreach (var id in _pending)
        {
            hash.Add(id);
        }

        return hash.Value;
    }

    /// <inheritdoc/>
    public void Check()
    {
        foreach (var partial in _partials)
        {
            ModelInvariantException.Require(!partial.IsLast, 30, $"the last request of group {partial.Group} waits for itself");
        }

        ModelInvariantException.Require(
            _pending.Count == 0 || _pending.Max <= _lastId,
            30,
            "a fault group is pending that was never built"
        );
    }
}
