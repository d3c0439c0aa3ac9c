namespace SvaOrleans.Inputs.Traces.Strace;

/// <summary>Finds the task that a line belongs to, also in the forms of strace text that print no id.</summary>
/// <remarks>
/// On its way to a terminal strace prints <c>[pid 7]</c> only while it follows more than one task. The first task is then number 0 here,
/// until a prefix can only be its own; its serial stays <c>0.1</c>.
/// </remarks>
internal sealed class LineOwners
{
    private readonly HashSet<int> _alive = [];
    private readonly HashSet<int> _announced = [];
    private readonly HashSet<int> _leaving = [];
    private readonly HashSet<int> _endedBeforeBorn = [];
    private readonly HashSet<int> _born = [];
    private int _unprefixed;
    private int? _unprefixedName;
    private bool _started;
    private bool _announces;

    /// <summary>The id of the task that a line belongs to.</summary>
    /// <param name="line">The line.</param>
    /// <param name="waitsInClone">The call in which the nameless task is, when it is a fork, vfork or clone.</param>
    public int Of(in StraceLine line, string? waitsInClone)
    {
        var owner = line.Pid >= 0 ? Named(line, waitsInClone) : Nameless(line);
        _started = true;
        if (line.Kind is not (LineKind.Exited or LineKind.Killed))
        {
            _alive.Add(owner);
        }

        return owner;
    }

    /// <summary>The task that an id inside a line means.</summary>
    /// <param name="pid">The id.</param>
    public int Canonical(int pid) => pid == _unprefixedName ? _unprefixed : pid;

    /// <summary>The tracer follows a new task.</summary>
    /// <param name="pid">Its id.</param>
    public void Announce(int pid)
    {
        _announces = true;
        _endedBeforeBorn.Remove(pid);
        if (!_started && _alive.Count == 0)
        {
            // strace -p: lines without prefix are this task's.
            _unprefixed = pid;
            _alive.Add(pid);
            return;
        }

        _leaving.Remove(pid);
        if (!_alive.Contains(pid) && _announced.Count < 100_000)
        {
            _announced.Add(pid);
        }
    }

    /// <summary>A clone made a task.</summary>
    /// <param name="pid">Its id.</param>
    public void Born(int pid)
    {
        // A vfork returns when its child may have ended; and one in another PID namespace returns an id that is no task's here.
        if (_endedBeforeBorn.Remove(pid) || (_announces && !_announced.Contains(pid) && !_alive.Contains(pid) && !_leaving.Contains(pid)))
        {
            return;
        }

        _announced.Remove(pid);
        _born.Add(pid);
        if (!_leaving.Contains(pid))
        {
            _alive.Add(pid);
        }
    }

    /// <summary>Whether a task has called exit and its end has not been seen.</summary>
    /// <param name="pid">Its id.</param>
    public bool IsLeaving(int pid) => _leaving.Contains(pid);

    /// <summary>A task has called exit: it makes no more calls, but a line of its own with its end follows.</summary>
    /// <param name="pid">Its id.</param>
    public void Leaves(int pid)
    {
        _alive.Remove(pid);
        _leaving.Add(pid);
    }

    /// <summary>A task has ended.</summary>
    /// <param name="pid">Its id.</param>
    public void Gone(int pid)
    {
        _alive.Remove(pid);
        _leaving.Remove(pid);
        _announced.Remove(pid);
        if (!_born.Remove(pid) && pid != _unprefixed && _endedBeforeBorn.Count < 100_000)
        {
            _endedBeforeBorn.Add(pid);
        }

        if (pid == _unprefixed)
        {
            _unprefixedName = null;
        }
    }

    private int Named(in StraceLine line, string? waitsInClone)
    {
        if (line.Pid == _unprefixedName)
        {
            return _unprefixed;
        }

        var canBeTheNameless =
            _unprefixed == 0
            && _unprefixedName is null
            && _alive.Contains(0)
            && !_alive.Contains(line.Pid)
            && !_announced.Contains(line.Pid)
            && !_leaving.Contains(line.Pid);
        if (canBeTheNameless && (waitsInClone is null || (line.Kind == LineKind.Resumed && line.Name.SequenceEqual(waitsInClone))))
        {
            _unprefixedName = line.Pid;
            return _unprefixed;
        }

        return line.Pid;
    }

    private int Nameless(in StraceLine line)
    {
        if (_alive.Count == 0 || _alive.Contains(_unprefixed) && _alive.Count == 1)
        {
            return _unprefixed;
        }

        // Two are left while a thread's exec takes over the leader's id.
        var other = line.Kind == LineKind.Superseded ? Canonical(line.Number) : -1;
        var only = -1;
        var count = 0;
        foreach (var pid in _alive)
        {
            if (pid != other)
            {
                only = pid;
                count++;
            }
        }

        return count == 1 ? only : _unprefixed;
    }
}
