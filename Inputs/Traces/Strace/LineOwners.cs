namespace SvaOrleans.Inputs.Traces.Strace;

/// <summary>Tells whose a line is, for the forms of strace text that do not always say.</summary>
/// <remarks>
/// On its way to a terminal strace prints <c>[pid 7]</c> only while it follows more than one task. The first task is then number 0 here,
/// until a prefix can only be its own; its serial stays <c>0.1</c>.
/// </remarks>
internal sealed class LineOwners
{
    private readonly HashSet<int> alive = [];
    private readonly HashSet<int> announced = [];
    private readonly HashSet<int> leaving = [];
    private readonly HashSet<int> endedBeforeBorn = [];
    private readonly HashSet<int> born = [];
    private int unprefixed;
    private int? unprefixedName;
    private bool started;
    private bool announces;

    /// <summary>Whose a line is.</summary>
    /// <param name="line">The line.</param>
    /// <param name="waitsInClone">The call in which the nameless task is, when it is a fork, vfork or clone.</param>
    public int Of(in StraceLine line, string? waitsInClone)
    {
        var owner = line.Pid >= 0 ? Named(line, waitsInClone) : Nameless(line);
        started = true;
        if (line.Kind is not (LineKind.Exited or LineKind.Killed))
        {
            alive.Add(owner);
        }

        return owner;
    }

    /// <summary>The task that an id inside a line means.</summary>
    /// <param name="pid">The id.</param>
    public int Canonical(int pid) => pid == unprefixedName ? unprefixed : pid;

    /// <summary>The tracer follows a new task.</summary>
    /// <param name="pid">Its id.</param>
    public void Announce(int pid)
    {
        announces = true;
        endedBeforeBorn.Remove(pid);
        if (!started && alive.Count == 0)
        {
            // strace -p: lines without prefix are this task's.
            unprefixed = pid;
            alive.Add(pid);
            return;
        }

        leaving.Remove(pid);
        if (!alive.Contains(pid) && announced.Count < 100_000)
        {
            announced.Add(pid);
        }
    }

    /// <summary>A clone made a task.</summary>
    /// <param name="pid">Its id.</param>
    public void Born(int pid)
    {
        // A vfork returns when its child may have ended; and one in another PID namespace returns an id that is no task's here.
        if (endedBeforeBorn.Remove(pid) || (announces && !announced.Contains(pid) && !alive.Contains(pid) && !leaving.Contains(pid)))
        {
            return;
        }

        announced.Remove(pid);
        born.Add(pid);
        if (!leaving.Contains(pid))
        {
            alive.Add(pid);
        }
    }

    /// <summary>Whether a task has called exit, and nothing has told its end.</summary>
    /// <param name="pid">Its id.</param>
    public bool IsLeaving(int pid) => leaving.Contains(pid);

    /// <summary>A task has called exit: it makes no more calls, but the line that tells its end comes later, and is its own.</summary>
    /// <param name="pid">Its id.</param>
    public void Leaves(int pid)
    {
        alive.Remove(pid);
        leaving.Add(pid);
    }

    /// <summary>A task is gone.</summary>
    /// <param name="pid">Its id.</param>
    public void Gone(int pid)
    {
        alive.Remove(pid);
        leaving.Remove(pid);
        announced.Remove(pid);
        if (!born.Remove(pid) && pid != unprefixed && endedBeforeBorn.Count < 100_000)
        {
            endedBeforeBorn.Add(pid);
        }

        if (pid == unprefixed)
        {
            unprefixedName = null;
        }
    }

    private int Named(in StraceLine line, string? waitsInClone)
    {
        if (line.Pid == unprefixedName)
        {
            return unprefixed;
        }

        var canBeTheNameless = unprefixed == 0 && unprefixedName is null && alive.Contains(0)
            && !alive.Contains(line.Pid) && !announced.Contains(line.Pid) && !leaving.Contains(line.Pid);
        if (canBeTheNameless && (waitsInClone is null || (line.Kind == LineKind.Resumed && line.Name.SequenceEqual(waitsInClone))))
        {
            unprefixedName = line.Pid;
            return unprefixed;
        }

        return line.Pid;
    }

    private int Nameless(in StraceLine line)
    {
        if (alive.Count == 0 || alive.Contains(unprefixed) && alive.Count == 1)
        {
            return unprefixed;
        }

        // Two are left while a thread's exec takes over the leader's id.
        var other = line.Kind == LineKind.Superseded ? Canonical(line.Number) : -1;
        var only = -1;
        var count = 0;
        foreach (var pid in alive)
        {
            if (pid != other)
            {
                only = pid;
                count++;
            }
        }

        return count == 1 ? only : unprefixed;
    }
}
