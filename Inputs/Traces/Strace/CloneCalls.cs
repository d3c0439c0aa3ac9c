using SvaOrleans.Documents;
using SvaOrleans.Inputs.Traces.Decoding;

namespace SvaOrleans.Inputs.Traces.Strace;

/// <summary>Forks, vforks and clones from their first line to the first line of their child.</summary>
/// <param name="file">The trace's name, for messages.</param>
/// <param name="stats">The trace's counts.</param>
/// <param name="owners">The tasks that lines belong to.</param>
internal sealed class CloneCalls(string file, TraceStats stats, LineOwners owners)
{
    private readonly Dictionary<int, Queue<CloneCall>> _births = [];
    private readonly List<CloneCall> _inFlight = [];

    /// <summary>Tasks that appeared, and the calls that made them.</summary>
    public Arrivals Arrivals { get; } = new();

    /// <summary>A call begins.</summary>
    /// <param name="origin">Its task and line.</param>
    /// <param name="name">Its name.</param>
    /// <param name="head">Its arguments, as far as the first half shows them.</param>
    public CloneCall Begin(StepOrigin origin, string name, string head)
    {
        var clone = new CloneCall
        {
            ParentPid = origin.Pid,
            Line = origin.Line,
            Name = name,
            Arguments = head,
        };
        _inFlight.Add(clone);
        return clone;
    }

    /// <summary>A call returns.</summary>
    /// <param name="clone">The call.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="result">Its result.</param>
    /// <param name="origin">The line of the return.</param>
    /// <param name="isStep">Whether the return is a step: a failed call whose flags are not in the trace is none.</param>
    /// <returns>False when the line is not understood.</returns>
    /// <exception cref="InputException">Another child of the call had appeared while it ran.</exception>
    public bool TryReturn(CloneCall clone, ReadOnlySpan<char> arguments, StraceResult result, StepOrigin origin, out bool isStep)
    {
        clone.Arguments = arguments.ToString();
        clone.ReturnLine = origin.Line;
        _inFlight.Remove(clone);
        isStep = clone.Sharing() is not null;
        if (!isStep)
        {
            // The trace does not show what is shared. A call that failed has made nothing.
            return !result.Outcome.Succeeded && !result.Outcome.IsUnknown;
        }

        if (result.Outcome.Succeeded)
        {
            if (result.Value is 0 or > int.MaxValue || result.Value == (ulong)origin.Pid)
            {
                return false;
            }

            TakeChild(clone, (int)result.Value, origin.Line);
        }
        else if (result.Outcome.IsUnknown && !clone.Delivered)
        {
            Arrivals.Lost(clone);
        }

        return true;
    }

    /// <summary>A call ends without a line for its return: its task died, or lines are missing.</summary>
    /// <param name="clone">The call.</param>
    /// <param name="line">The line by which it has ended.</param>
    /// <returns>Whether it may have made a child that has not appeared.</returns>
    public bool TryAbandon(CloneCall clone, long line)
    {
        if (clone.Delivered || !_inFlight.Remove(clone) || clone.Sharing() is null)
        {
            return false;
        }

        clone.ReturnLine = line;
        Arrivals.Lost(clone);
        return true;
    }

    /// <summary>Takes the oldest unclaimed call whose child has an id.</summary>
    /// <param name="pid">The child's id.</param>
    public CloneCall? TakeBirth(int pid)
    {
        if (!_births.TryGetValue(pid, out var queue))
        {
            return null;
        }

        var clone = queue.Dequeue();
        if (queue.Count == 0)
        {
            _births.Remove(pid);
        }

        return clone;
    }

    /// <summary>A call's child has another id than the call returned.</summary>
    /// <param name="clone">The call.</param>
    public void DropBirth(CloneCall clone)
    {
        if (_births.TryGetValue(clone.ChildPid, out var queue))
        {
            var others = queue.Where(other => other != clone).ToList();
            _births.Remove(clone.ChildPid);
            if (others.Count > 0)
            {
                _births.Add(clone.ChildPid, new(others));
            }
        }
    }

    /// <summary>The only call that has begun before a line and not returned; null when there is none, or more than one.</summary>
    /// <param name="line">The line.</param>
    /// <param name="count">How many there are.</param>
    public CloneCall? OnlyInFlight(long line, out int count)
    {
        CloneCall? found = null;
        count = 0;
        foreach (var clone in _inFlight)
        {
            if (clone.Line < line && !clone.Delivered)
            {
                found = clone;
                count++;
            }
        }

        return count == 1 ? found : null;
    }

    private void TakeChild(CloneCall clone, int child, long line)
    {
        clone.ReturnedPid = child;
        if (clone.Delivered && clone.ChildPid != child && !Arrivals.IsAlive(child))
        {
            // The parent is in another PID namespace.
            stats.Assume(Assumption.ChildOfOtherNamespace);
            child = clone.ChildPid;
        }

        if (clone.Delivered && clone.ChildPid != child)
        {
            throw new InputException(
                file,
                line,
                0,
                $"{clone.Name} returns task {child}, but task {clone.ChildPid} had appeared while it ran",
                "one new task for each call"
            );
        }

        clone.ChildPid = child;
        owners.Born(child);
        if (clone.Delivered)
        {
            Arrivals.Decide(child, line);
            return;
        }

        Arrivals.Returned(clone);
        if (!_births.TryGetValue(child, out var queue))
        {
            _births.Add(child, queue = new());
        }

        queue.Enqueue(clone);
    }
}
