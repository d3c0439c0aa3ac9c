using SvaOrleans.Model;

namespace SvaOrleans.Inputs.Traces.Strace;

/// <summary>Knows which tasks live and in which address space, and turns steps into events.</summary>
internal sealed class StraceTasks(string file, TraceStats stats, StraceCalls calls, Queue<TraceEvent> events)
{
    private readonly Dictionary<int, TraceTask> tasks = [];
    private readonly Dictionary<int, int> lives = [];
    private VirtualTime now;

    /// <summary>Turns a step into events, unless something that comes later in the trace must be known first.</summary>
    /// <param name="step">The step.</param>
    /// <param name="now">Whether there is no more waiting: the look-ahead is full, or the trace ends.</param>
    /// <param name="atEnd">Whether the trace ends.</param>
    /// <param name="odd">Whether the call's arguments could not be made out.</param>
    /// <returns>False when it must wait.</returns>
    /// <exception cref="InputException">The step's task has no known parent and the look-ahead is full.</exception>
    public bool TryTake(Step step, bool now, bool atEnd, out bool odd)
    {
        odd = false;
        if (!step.HasResult && !now)
        {
            return false;
        }

        var task = Find(step);
        if (task is null)
        {
            if (tasks.Count == 0 && stats.Tasks == 0)
            {
                task = Appear(step, withoutParent: false);
            }
            else if (calls.TakeBirth(step.Pid) is { } clone)
            {
                task = Deliver(clone, step);
            }
            else if (!now)
            {
                return false;
            }
            else
            {
                task = FindParentless(step, atEnd);
            }
        }

        this.now = VirtualTime.Max(this.now, step.At);
        odd = !TryApply(step, task);
        return true;
    }

    /// <summary>Ends what the trace leaves open: tasks that called exit but whose end it does not show.</summary>
    public void End()
    {
        foreach (var task in tasks.Values.OrderBy(t => t.Serial))
        {
            if (task.ExitStatus is { } own)
            {
                Leave(task, task.ExitLine, ExitKind.Exited, own, null);
            }
            else if (task.Group.ExitStatus is { } all)
            {
                Leave(task, task.Group.ExitLine, ExitKind.Exited, all, null);
            }
            else
            {
                stats.StillRunning++;
            }
        }
    }

    private TraceTask? Find(Step step)
    {
        if (!tasks.TryGetValue(step.Pid, out var task))
        {
            return null;
        }

        if (task.ExitStatus is { } status && step.Kind is not (StepKind.Ended or StepKind.Superseded))
        {
            // The tracer was told not to print ends (-qq), and the id is used again.
            Leave(task, task.ExitLine, ExitKind.Exited, status, null);
            return null;
        }

        return task;
    }

    private TraceTask FindParentless(Step step, bool atEnd)
    {
        var clone = calls.OnlyInFlight(step.Line, out var count);
        if (clone is not null && tasks.ContainsKey(clone.ParentPid))
        {
            clone.ChildPid = step.Pid;
            return Deliver(clone, step);
        }

        if (count > 1 && !atEnd)
        {
            throw new InputException(
                file,
                step.Line,
                0,
                $"task {step.Pid} has no known parent: {count} forks or clones are under way, and none returned it within {StraceDecoder.LookAhead} steps",
                "the line on which fork, vfork or clone returns its id");
        }

        return Appear(step, withoutParent: true);
    }

    private TraceTask Appear(Step step, bool withoutParent)
    {
        now = VirtualTime.Max(now, step.At);

        // A traced program begins with its exec: the address space before is the tracer's own, and nothing is seen of it.
        var begins = step is { Kind: StepKind.Call, Call: CallKind.Exec, Result.Outcome.Succeeded: true };
        var task = new TraceTask { Serial = NewSerial(step.Pid), Mm = begins ? new() { Users = 1 } : NewMm(), Group = new() { Members = 1 } };
        tasks.Add(step.Pid, task);
        stats.WithoutParent += withoutParent ? 1 : 0;
        events.Enqueue(new StartEvent { At = now, Line = step.Line, Task = task.Serial, Mm = task.Mm.Serial, WithoutParent = withoutParent });
        return task;
    }

    private TraceTask Deliver(CloneCall clone, Step at)
    {
        now = VirtualTime.Max(now, at.At);
        if (!tasks.TryGetValue(clone.ParentPid, out var parent))
        {
            parent = Appear(new Step { Kind = StepKind.Sign, Pid = clone.ParentPid, Line = clone.Line, At = at.At }, withoutParent: true);
        }

        if (tasks.TryGetValue(clone.ChildPid, out var old))
        {
            // The id is used again although the trace did not show its end.
            Leave(old, at.Line, old.ExitStatus is null ? ExitKind.Killed : ExitKind.Exited, old.ExitStatus ?? 0, old.ExitStatus is null ? "?" : null);
        }

        var (kind, waits) = clone.Sharing();
        TraceMm mm;
        if (kind == CloneKind.Fork)
        {
            mm = NewMm();
            mm.Break = parent.Mm.Break;
        }
        else
        {
            mm = parent.Mm;
            mm.Users++;
        }

        var child = new TraceTask { Serial = NewSerial(clone.ChildPid), Mm = mm, Group = kind == CloneKind.Thread ? parent.Group : new() };
        child.Group.Members++;
        tasks.Add(clone.ChildPid, child);
        stats.Forks += kind == CloneKind.Fork ? 1 : 0;
        stats.Vforks += kind == CloneKind.SharedProcess ? 1 : 0;
        stats.Threads += kind == CloneKind.Thread ? 1 : 0;
        clone.Delivered = true;
        events.Enqueue(new CloneEvent
        {
            At = now,
            Line = clone.Line,
            Task = parent.Serial,
            Mm = parent.Mm.Serial,
            Outcome = CallOutcome.Success,
            Kind = kind,
            ParentWaits = waits,
            Child = child.Serial,
            ChildMm = mm.Serial,
        });
        return child;
    }

    private bool TryApply(Step step, TraceTask task)
    {
        switch (step.Kind)
        {
            case StepKind.CloneReturn:
                TakeCloneReturn(step, task);
                return true;
            case StepKind.ExitCall:
                TakeExitCall(step, task);
                return true;
            case StepKind.Ended:
                Leave(task, step.Line, step.Signal is null ? ExitKind.Exited : ExitKind.Killed, step.Number, step.Signal);
                return true;
            case StepKind.Superseded:
                if (step.Number != step.Pid && tasks.TryGetValue(step.Number, out var thread))
                {
                    Leave(thread, step.Line, ExitKind.Superseded, 0, null);
                }

                // Killed with the rest of the group or not, the leader's id goes on.
                task.ExitStatus = null;
                return true;
            case StepKind.Call when step.Call == CallKind.Exec:
                return TryExec(step, task);
            case StepKind.Call:
                var made = CallDecoder.Decode(step, now, task.Serial, task.Mm);
                if (made is null)
                {
                    return false;
                }

                events.Enqueue(made);
                return true;
            default:
                return true;
        }
    }

    private void TakeCloneReturn(Step step, TraceTask task)
    {
        var clone = step.Clone!;
        if (clone.Delivered)
        {
            return;
        }

        if (step.Result.Outcome.Succeeded)
        {
            var first = calls.TakeBirth(clone.ChildPid);
            Deliver(first ?? clone, step);
            return;
        }

        var (kind, waits) = clone.Sharing();
        events.Enqueue(new CloneEvent
        {
            At = now,
            Line = step.Line,
            Task = task.Serial,
            Mm = task.Mm.Serial,
            Outcome = step.Result.Outcome,
            Kind = kind,
            ParentWaits = waits,
            Child = null,
            ChildMm = null,
        });
    }

    private static void TakeExitCall(Step step, TraceTask task)
    {
        task.ExitStatus = step.Number;
        task.ExitLine = step.Line;
        if (step.Call == CallKind.ExitGroup)
        {
            task.Group.ExitStatus = step.Number;
            task.Group.ExitLine = step.Line;
        }
    }

    private bool TryExec(Step step, TraceTask task)
    {
        var path = CallDecoder.ExecPath(step);
        if (!step.Result.Outcome.Succeeded)
        {
            events.Enqueue(new ExecEvent
            {
                At = now,
                Line = step.Line,
                Task = task.Serial,
                Mm = task.Mm.Serial,
                Outcome = step.Result.Outcome,
                Path = path,
                Replaced = null,
                ReplacedEnds = false,
            });
            return true;
        }

        EndSiblings(step, task);
        var old = task.Mm;
        var seen = old.Serial.Number != 0;
        var ends = --old.Users == 0 && seen;
        task.Mm = NewMm();
        stats.Execs++;
        events.Enqueue(new ExecEvent
        {
            At = now,
            Line = step.Line,
            Task = task.Serial,
            Mm = task.Mm.Serial,
            Outcome = CallOutcome.Success,
            Path = path,
            Replaced = seen ? old.Serial : null,
            ReplacedEnds = ends,
        });
        return true;
    }

    private void EndSiblings(Step step, TraceTask task)
    {
        if (task.Group.Members <= 1)
        {
            return;
        }

        // Only where the tracer was told not to print ends: exec has ended every other thread.
        foreach (var sibling in tasks.Values.Where(t => t.Group == task.Group && t != task).OrderBy(t => t.Serial).ToList())
        {
            Leave(sibling, step.Line, ExitKind.Exited, 0, null);
        }
    }

    private void Leave(TraceTask task, long line, ExitKind kind, int status, string? signal)
    {
        tasks.Remove(task.Serial.Pid);
        task.Group.Members--;
        var ends = --task.Mm.Users == 0;
        var name = kind switch
        {
            ExitKind.Exited => FormattableString.Invariant($"exit {status}"),
            ExitKind.Killed => signal!,
            _ => "superseded",
        };
        TraceStats.CountOne(stats.Exits, name);
        events.Enqueue(new ExitEvent
        {
            At = now, Line = line, Task = task.Serial, Mm = task.Mm.Serial, Kind = kind, Status = status, Signal = signal, MmEnds = ends,
        });
    }

    private TaskSerial NewSerial(int pid)
    {
        lives.TryGetValue(pid, out var life);
        lives[pid] = ++life;
        stats.Tasks++;
        return new(pid, life);
    }

    private TraceMm NewMm() => new() { Serial = new(checked((int)++stats.AddressSpaces)), Users = 1 };
}

/// <summary>A live task.</summary>
internal sealed class TraceTask
{
    /// <summary>Its name.</summary>
    public required TaskSerial Serial { get; init; }

    /// <summary>Its address space.</summary>
    public required TraceMm Mm { get; set; }

    /// <summary>Its process.</summary>
    public required TraceGroup Group { get; init; }

    /// <summary>What it called exit with.</summary>
    public int? ExitStatus { get; set; }

    /// <summary>Where.</summary>
    public long ExitLine { get; set; }
}

/// <summary>A live process.</summary>
internal sealed class TraceGroup
{
    /// <summary>Live threads.</summary>
    public int Members { get; set; }

    /// <summary>What a thread called exit_group with.</summary>
    public int? ExitStatus { get; set; }

    /// <summary>Where.</summary>
    public long ExitLine { get; set; }
}

/// <summary>A live address space.</summary>
internal sealed class TraceMm
{
    /// <summary>Its name; 0 for the one before a trace's first exec.</summary>
    public MmSerial Serial { get; init; }

    /// <summary>Live tasks in it.</summary>
    public int Users { get; set; }

    /// <summary>The heap's end, where known.</summary>
    public ulong? Break { get; set; }
}
