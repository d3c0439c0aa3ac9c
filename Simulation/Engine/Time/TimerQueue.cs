using System.Diagnostics.CodeAnalysis;

namespace SvaOrleans.Simulation.Engine.Time;

/// <summary>The armed timers by due time, then by the order in which they were armed.</summary>
/// <remarks>A disarmed timer stays in the queue until its turn comes; the queue is rebuilt when disarmed timers are the larger part of it.</remarks>
internal sealed class TimerQueue
{
    private const int RebuiltFrom = 64;

    private readonly PriorityQueue<TimerEntry, (long Due, long Order)> _queue = new();
    private int _armed;

    internal long NextDue => TryPeek(out var first) ? first.Due : long.MaxValue;

    internal void Add(TimerEntry entry)
    {
        entry.IsArmed = true;
        _armed++;
        _queue.Enqueue(entry, (entry.Due, entry.Order));
    }

    internal void Remove(TimerEntry entry)
    {
        entry.IsArmed = false;
        _armed--;
        if (_queue.Count >= RebuiltFrom && _armed < _queue.Count / 2)
        {
            var armed = _queue.UnorderedItems.Where(static item => IsCurrent(item.Element, item.Priority)).ToArray();
            _queue.Clear();
            _queue.EnqueueRange(armed);
        }
    }

    /// <summary>Takes the first timer that is due.</summary>
    internal bool TryTake(long time, [NotNullWhen(true)] out TimerEntry? due)
    {
        if (!TryPeek(out due) || due.Due > time)
        {
            return false;
        }

        _queue.Dequeue();
        due.IsArmed = false;
        _armed--;
        return true;
    }

    internal void Clear()
    {
        foreach (var (entry, _) in _queue.UnorderedItems)
        {
            entry.IsArmed = false;
        }

        _queue.Clear();
        _armed = 0;
    }

    // A timer that was armed again has a later order; its earlier place in the queue counts no more.
    private static bool IsCurrent(TimerEntry entry, (long Due, long Order) place) => entry.IsArmed && entry.Order == place.Order;

    private bool TryPeek([NotNullWhen(true)] out TimerEntry? first)
    {
        while (_queue.TryPeek(out first, out var place))
        {
            if (IsCurrent(first, place))
            {
                return true;
            }

            _queue.Dequeue();
        }

        return false;
    }
}
