namespace SvaOrleans.Inputs.Traces.Strace;

/// <summary>The first sign of a task in the trace.</summary>
/// <param name="pid">Its id.</param>
/// <param name="line">The line.</param>
internal sealed class Arrival(int pid, long line)
{
    /// <summary>The task's id.</summary>
    public int Pid { get; } = pid;

    /// <summary>The line.</summary>
    public long Line { get; } = line;

    /// <summary>Whether the task has called exit.</summary>
    public bool Leaves { get; set; }
}

/// <summary>Brings together the tasks that appear in a trace and the calls that made them, where the returned id alone does not.</summary>
/// <remarks>
/// It does not when the parent is in a PID namespace of its own: the call returns the child's id there, and the child's lines have the
/// tracer's. Nor when the parent was killed, or replaced by a thread's exec, inside the call. Ids ascend in every namespace, so that the
/// order decides which child is whose.
/// </remarks>
internal sealed class Arrivals
{
    private readonly Dictionary<int, Arrival> _alive = [];
    private readonly LinkedList<Arrival> _open = [];
    private readonly Dictionary<int, LinkedListNode<Arrival>> _openByPid = [];
    private readonly Dictionary<int, CloneCall> _awaited = [];
    private readonly List<CloneCall> _unconfirmed = [];

    /// <summary>A line names a task.</summary>
    /// <param name="pid">The task.</param>
    /// <param name="line">The line's number.</param>
    /// <param name="isNewLife">Whether the line cannot be that of a task that has called exit.</param>
    public void Appears(int pid, long line, bool isNewLife)
    {
        if (_alive.TryGetValue(pid, out var known) && !(known.Leaves && isNewLife))
        {
            return;
        }

        var arrival = new Arrival(pid, line);
        _alive[pid] = arrival;
        if (_awaited.Remove(pid, out var clone))
        {
            Confirm(clone);
            return;
        }

        Decide(pid, long.MaxValue);
        _openByPid[pid] = _open.AddLast(arrival);
    }

    /// <summary>A task has called exit.</summary>
    /// <param name="pid">The task.</param>
    public void Leaves(int pid)
    {
        if (_alive.TryGetValue(pid, out var arrival))
        {
            arrival.Leaves = true;
        }
    }

    /// <summary>A thread's exec continues under the id of a task that had called exit.</summary>
    /// <param name="pid">The task.</param>
    public void Revives(int pid)
    {
        if (_alive.TryGetValue(pid, out var arrival))
        {
            arrival.Leaves = false;
        }
    }

    /// <summary>Whether a task has appeared and not ended.</summary>
    /// <param name="pid">The task.</param>
    public bool IsAlive(int pid) => _alive.ContainsKey(pid);

    /// <summary>A task has ended.</summary>
    /// <param name="pid">The task.</param>
    public void Ends(int pid) => _alive.Remove(pid);

    /// <summary>A fork, vfork or clone returned a child's id.</summary>
    /// <param name="clone">The call.</param>
    public void Returned(CloneCall clone)
    {
        if (_openByPid.TryGetValue(clone.ChildPid, out var node) && node.Value.Line >= clone.Line)
        {
            Decide(clone.ChildPid, long.MaxValue);
            clone.Confirmed = true;
            return;
        }

        _awaited[clone.ChildPid] = clone;
        _unconfirmed.Add(clone);
    }

    /// <summary>A fork, vfork or clone ended, and the trace does not show its result.</summary>
    /// <param name="clone">The call.</param>
    public void Lost(CloneCall clone) => _unconfirmed.Add(clone);

    /// <summary>A call's child has become a task.</summary>
    /// <param name="clone">The call.</param>
    public void Forget(CloneCall clone)
    {
        _unconfirmed.Remove(clone);
        if (_awaited.TryGetValue(clone.ChildPid, out var last) && last == clone)
        {
            _awaited.Remove(clone.ChildPid);
        }
    }

    /// <summary>It is known where a task comes from.</summary>
    /// <param name="pid">The task.</param>
    /// <param name="line">A line by which it had appeared.</param>
    public void Decide(int pid, long line)
    {
        if (_openByPid.TryGetValue(pid, out var node) && node.Value.Line <= line)
        {
            _openByPid.Remove(pid);
            _open.Remove(node);
        }
    }

    /// <summary>Tasks of which it is not known where they come from, in order.</summary>
    public IReadOnlyList<Arrival> Open => [.. _open];

    /// <summary>The task made by a call whose result is no task's id; null when no task fits.</summary>
    /// <param name="clone">The call.</param>
    /// <param name="isTask">Whether an id is a task's already.</param>
    public int? ChildOf(CloneCall clone, Func<int, bool> isTask)
    {
        if (_open.Count == 0)
        {
            return null;
        }

        // Calls at the same time differ in the order of the ids that they returned.
        var rank = 0;
        var first = clone.Line;
        foreach (var other in _unconfirmed)
        {
            if (
                other != clone
                && !other.Delivered
                && other.ChildPid > 0
                && other.ChildPid < clone.ChildPid
                && other.Line <= clone.ReturnLine
                && other.ReturnLine >= clone.Line
            )
            {
                rank++;
                first = Math.Min(first, other.Line);
            }
        }

        var candidates = _open
            .Where(arrival => arrival.Line >= first && arrival.Pid != clone.ParentPid && !isTask(arrival.Pid))
            .OrderBy(static arrival => arrival.Pid)
            .ToList();
        return (candidates.Skip(rank).FirstOrDefault(Fits) ?? candidates.LastOrDefault(Fits))?.Pid;

        bool Fits(Arrival arrival) => arrival.Line >= clone.Line;
    }

    /// <summary>The call that made a task, among calls whose result is no task's id; null when no call fits.</summary>
    /// <param name="pid">The task.</param>
    /// <param name="isTask">Whether an id is a task's already.</param>
    public CloneCall? ParentOf(int pid, Func<int, bool> isTask) =>
        _openByPid.ContainsKey(pid) ? _unconfirmed.FirstOrDefault(clone => !clone.Delivered && ChildOf(clone, isTask) == pid) : null;

    private void Confirm(CloneCall clone)
    {
        clone.Confirmed = true;
        _unconfirmed.Remove(clone);
    }
}
