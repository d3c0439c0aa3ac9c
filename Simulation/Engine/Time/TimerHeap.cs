namespace SvaOrleans.Simulation.Engine.Time;

/// <summary>The armed timers by due time, then by the order in which they were armed.</summary>
internal sealed class TimerHeap
{
    private TimerEntry[] _heap = new TimerEntry[16];

    internal int Count { get; private set; }

    internal TimerEntry First => _heap[0];

    internal void Add(TimerEntry entry)
    {
        if (Count == _heap.Length)
        {
            Array.Resize(ref _heap, Count * 2);
        }

        Place(entry, Count++);
        Up(entry);
    }

    internal void Remove(TimerEntry entry)
    {
        var index = entry.HeapIndex;
        entry.HeapIndex = -1;
        var last = _heap[--Count];
        _heap[Count] = null!;
        if (ReferenceEquals(last, entry))
        {
            return;
        }

        Place(last, index);
        Up(last);
        Down(last);
    }

    internal void Clear()
    {
        for (var i = 0; i < Count; i++)
        {
            _heap[i].HeapIndex = -1;
        }

        Array.Clear(_heap, 0, Count);
        Count = 0;
    }

    private static bool IsBefore(TimerEntry a, TimerEntry b) => a.Due < b.Due || (a.Due == b.Due && a.Order < b.Order);

    private void Place(TimerEntry entry, int index)
    {
        _heap[index] = entry;
        entry.HeapIndex = index;
    }

    private void Up(TimerEntry entry)
    {
        while (entry.HeapIndex > 0)
        {
            var parent = _heap[(entry.HeapIndex - 1) / 2];
            if (!IsBefore(entry, parent))
            {
                return;
            }

            Swap(entry, parent);
        }
    }

    private void Down(TimerEntry entry)
    {
        while (true)
        {
            var child = (entry.HeapIndex * 2) + 1;
            if (child >= Count)
            {
                return;
            }

            if (child + 1 < Count && IsBefore(_heap[child + 1], _heap[child]))
            {
                child++;
            }

            var smaller = _heap[child];
            if (!IsBefore(smaller, entry))
            {
                return;
            }

            Swap(entry, smaller);
        }
    }

    private void Swap(TimerEntry a, TimerEntry b)
    {
        var index = a.HeapIndex;
        Place(a, b.HeapIndex);
        Place(b, index);
    }
}
