namespace SvaOrleans.Simulation.Engine.Calls;

/// <summary>The unanswered calls that share one response time-out, oldest first. As time never goes back, the oldest is the next to expire.</summary>
/// <remarks>An answered call leaves a gap. Gaps are closed when the array is full, so that both ends of a call cost one write.</remarks>
internal sealed class PendingCalls(long timeoutTicks)
{
    private Cell[] _calls = new Cell[16];
    private int _head;
    private int _tail;

    internal long TimeoutTicks => timeoutTicks;

    internal GrainRequest? Oldest
    {
        get
        {
            while (_head < _tail && _calls[_head].Request is null)
            {
                _head++;
            }

            return _head < _tail ? _calls[_head].Request : null;
        }
    }

    internal void Add(GrainRequest request, long now)
    {
        if (_tail == _calls.Length)
        {
            CloseGaps();
        }

        request.Deadline = timeoutTicks < 0 ? long.MaxValue : now + timeoutTicks;
        request.IsPending = true;
        if (!ReferenceEquals(request.Pending, this))
        {
            request.Pending = this;
        }

        request.PendingIndex = _tail;
        ref var cell = ref _calls[_tail++];
        if (!ReferenceEquals(cell.Request, request))
        {
            cell.Request = request;
        }
    }

    internal void Remove(GrainRequest request)
    {
        if (!request.IsPending)
        {
            return;
        }

        request.IsPending = false;
        var index = request.PendingIndex;
        if (index == _tail - 1)
        {
            _tail = index; // what stays in the cell is out of reach
        }
        else
        {
            _calls[index].Request = null;
        }
    }

    internal void AddTo(List<GrainRequest> requests)
    {
        for (var i = _head; i < _tail; i++)
        {
            if (_calls[i].Request is { } request)
            {
                requests.Add(request);
            }
        }
    }

    /// <summary>The calls whose deadline has come; each is returned once.</summary>
    internal void TakeDue(long now, List<GrainRequest> due)
    {
        for (var i = _head; i < _tail; i++)
        {
            if (_calls[i].Request is { } request)
            {
                if (request.Deadline > now && request.Deadline != long.MaxValue)
                {
                    return;
                }

                if (request.Deadline <= now)
                {
                    request.Deadline = long.MaxValue;
                    due.Add(request);
                }
            }
        }
    }

    internal void Clear()
    {
        Array.Clear(_calls);
        _head = 0;
        _tail = 0;
    }

    private void CloseGaps()
    {
        var kept = 0;
        for (var i = _head; i < _tail; i++)
        {
            if (_calls[i].Request is { } request)
            {
                request.PendingIndex = kept;
                _calls[kept++].Request = request;
            }
        }

        Array.Clear(_calls, kept, _tail - kept);
        _head = 0;
        _tail = kept;
        if (kept > _calls.Length / 2)
        {
            Array.Resize(ref _calls, _calls.Length * 2);
        }
    }

    private struct Cell
    {
        internal GrainRequest? Request;
    }
}
