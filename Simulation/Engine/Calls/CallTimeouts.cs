namespace SvaOrleans.Simulation.Engine.Calls;

/// <summary>The calls that wait for an answer, in one list for each time-out, so that the oldest of a list is the next to time
/// out.</summary>
internal sealed class CallTimeouts
{
    private readonly List<PendingCalls> _pending = [];
    private readonly List<GrainRequest> _due = [];

    internal bool HasAny => _pending.Exists(static pending => pending.Oldest is not null) && Requests().Count > 0;

    /// <summary>The calls that wait for an answer, in the order in which they were sent.</summary>
    internal List<GrainRequest> Requests()
    {
        List<GrainRequest> requests = [];
        foreach (var pending in _pending)
        {
            pending.AddTo(requests);
        }

        requests.RemoveAll(static request => request.Caller!.IsDropped); // their callers are gone
        requests.Sort(static (a, b) => a.CallNumber.CompareTo(b.CallNumber));
        return requests;
    }

    /// <summary>Takes the calls that time out at a virtual time. The list is valid until the next call of this method.</summary>
    internal List<GrainRequest> TakeDue(long now)
    {
        _due.Clear();
        foreach (var pending in _pending)
        {
            pending.TakeDue(now, _due);
        }

        return _due;
    }

    internal void Clear()
    {
        foreach (var pending in _pending)
        {
            pending.Clear();
        }
    }

    /// <summary>The virtual time at which the oldest call times out; <see cref="long.MaxValue"/> for none.</summary>
    internal long Next()
    {
        var next = long.MaxValue;
        foreach (var pending in _pending)
        {
            if (pending.Oldest is { } oldest)
            {
                next = Math.Min(next, oldest.Deadline);
            }
        }

        return next;
    }

    /// <summary>The calls with a time-out.</summary>
    internal PendingCalls For(TimeSpan timeout)
    {
        foreach (var pending in _pending)
        {
            if (pending.TimeoutTicks == timeout.Ticks)
            {
                return pending;
            }
        }

        PendingCalls made = new(timeout.Ticks);
        _pending.Add(made);
        return made;
    }
}
