namespace SvaOrleans.Simulation.Engine.Activations;

/// <summary>First in, first out: the continuations of one activation.</summary>
internal sealed class WorkQueue
{
    private (SendOrPostCallback Callback, object? State)[] _ring = [];
    private int _head;

    internal int Count { get; private set; }

    internal void Add(SendOrPostCallback callback, object? state)
    {
        if (Count == _ring.Length)
        {
            var larger = new (SendOrPostCallback, object?)[Math.Max(4, Count * 2)];
            for (var i = 0; i < Count; i++)
            {
                larger[i] = _ring[(_head + i) & (Count - 1)];
            }

            _ring = larger;
            _head = 0;
        }

        _ring[(_head + Count) & (_ring.Length - 1)] = (callback, state);
        Count++;
    }

    internal (SendOrPostCallback Callback, object? State) Take()
    {
        (SendOrPostCallback, object?) work = _ring[_head];
        _ring[_head] = default;
        _head = (_head + 1) & (_ring.Length - 1);
        Count--;
        return work;
    }

    internal void Clear()
    {
        Array.Clear(_ring);
        _head = 0;
        Count = 0;
    }
}
