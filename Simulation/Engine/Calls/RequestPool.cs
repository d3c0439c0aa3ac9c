namespace SvaOrleans.Simulation.Engine.Calls;

/// <summary>The free request objects of one method in one world.</summary>
public abstract class RequestPool
{
    private Cell[] _free = new Cell[4];
    private int _count;

    /// <summary>The list of the method's unanswered calls, once known.</summary>
    internal PendingCalls? Pending { get; set; }

    internal void Return(GrainRequest request)
    {
        if (_count == _free.Length)
        {
            Array.Resize(ref _free, _count * 2);
        }

        // What is there already is not written again: a compare is cheaper than the collector's write barrier.
        ref var cell = ref _free[_count++];
        if (!ReferenceEquals(cell.Request, request))
        {
            cell.Request = request;
        }
    }

    private protected GrainRequest? TakeFree()
    {
        var count = _count;
        if (count == 0)
        {
            return null;
        }

        _count = --count;
        return _free[count].Request;
    }

    private struct Cell
    {
        internal GrainRequest Request;
    }
}
