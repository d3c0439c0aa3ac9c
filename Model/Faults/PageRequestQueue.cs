using System.Collections.Immutable;
using SvaOrleans.Model.Hashing;

namespace SvaOrleans.Model.Faults;

/// <summary>The result of a page request at the hardware queue.</summary>
public enum PageRequestOutcome
{
    /// <summary>It waits for software.</summary>
    Queued,

    /// <summary>The queue was full and it was the last of its group: hardware answered Success without software, and the device tries
    /// again.</summary>
    AutoAnswered,

    /// <summary>The queue was full and it was not the last of its group: dropped without an answer.</summary>
    Lost,
}

/// <summary>An IOMMU's page request queue: a ring that hardware fills and software empties.</summary>
public sealed class PageRequestQueue : IModelState<PageRequestQueue>
{
    private readonly Queue<PageRequest> _ring;

    /// <summary>An empty queue.</summary>
    /// <param name="capacity">Requests that it holds, at least 1. Intel has 2048 today, AMD 512.</param>
    public PageRequestQueue(int capacity)
        : this(capacity, []) { }

    private PageRequestQueue(int capacity, IEnumerable<PageRequest> requests)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Capacity = capacity;
        _ring = new(requests);
    }

    /// <summary>Requests that it holds.</summary>
    public int Capacity { get; }

    /// <summary>Requests that wait.</summary>
    public int Count => _ring.Count;

    /// <summary>Requests that hardware has ever queued.</summary>
    public ulong Produced { get; private set; }

    /// <summary>Requests that software has ever taken.</summary>
    public ulong Consumed { get; private set; }

    /// <summary>Whether a request found the queue full since the flag was cleared.</summary>
    public bool HasOverflowed { get; private set; }

    /// <summary>The requests that wait, the first one first.</summary>
    public ImmutableArray<PageRequest> Requests => [.. _ring];

    /// <summary>Hardware receives a request.</summary>
    public PageRequestOutcome Offer(PageRequest request)
    {
        if (_ring.Count < Capacity)
        {
            _ring.Enqueue(request);
            Produced++;
            return PageRequestOutcome.Queued;
        }

        HasOverflowed = true;
        return request.IsLast ? PageRequestOutcome.AutoAnswered : PageRequestOutcome.Lost;
    }

    /// <summary>Software takes the first request.</summary>
    /// <returns>False when none waits.</returns>
    public bool TryTake(out PageRequest request)
    {
        if (!_ring.TryDequeue(out request))
        {
            return false;
        }

        Consumed++;
        return true;
    }

    /// <summary>Software clears the overflow flag, which it may only once it has emptied the queue and dropped all partial
    /// groups.</summary>
    /// <returns>False, and nothing changed, when requests wait.</returns>
    public bool ClearOverflow()
    {
        if (_ring.Count > 0)
        {
            return false;
        }

        HasOverflowed = false;
        return true;
    }

    /// <inheritdoc/>
    public PageRequestQueue Copy() =>
        new(Capacity, _ring)
        {
            Produced = Produced,
            Consumed = Consumed,
            HasOverflowed = HasOverflowed,
        };

    /// <inheritdoc/>
    public ulong Hash()
    {
        var hash = default(StateHash);
        hash.Add(Capacity);
        hash.Add(Produced);
        hash.Add(Consumed);
        hash.Add(HasOverflowed);
        foreach (var request in _ring)
        {
            request.AddTo(ref hash);
        }

        return hash.Value;
    }

    /// <inheritdoc/>
    public void Check()
    {
        ModelInvariantException.Require(
            Consumed <= Produced && Produced - Consumed <= (ulong)Capacity,
            37,
            $"a queue of {Capacity} has produced {Produced} and consumed {Consumed}"
        );
        ModelInvariantException.Require(
            Produced - Consumed == (ulong)_ring.Count,
            37,
            $"a queue of {_ring.Count} counts {Produced - Consumed}"
        );
    }
}
