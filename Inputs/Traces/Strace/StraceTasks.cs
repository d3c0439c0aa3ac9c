using SvaOrleans.Documents;
using SvaOrleans.Model;

namespace SvaOrleans.Inputs.Traces.Strace;

/// <summary>Knows which tasks live and in which address space, and turns steps into events.</summary>
internal sealed class StraceTasks(string file, TraceStats stats, StraceCalls calls, Queue<TraceEvent> events)
{
    private readonly Dictionary<int, TraceTask> _tasks = [];
    private readonly Dictionary<int, int> _lives = [];
    private VirtualTime _now;
    private int _unseen;

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
        if (!now && (!step.HasResult || step.IsUndecided))
        {
            return false;
        }

        var task = Find(step);
        if (task is null)
        {
            if (_tasks.Count == 0 && stats.Tasks == 0)
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

        this._now = VirtualTime.Max(this._now, step.At);
        odd = !TryApply(step, task);
        return true;
    }

    /// <summary>
    /// Ends what the trace leaves open: tasks that called exit, or whose process ended, but whose own end it does not show.
    /// </summary>
    public void End()
    {
        foreach (var arrival in calls.Arrivals.Open)
        {
            // Tasks of which the trace shows only calls that change nothing.
            if (!_tasks.ContainsKey(arrival.Pid))
            {
                var sign = new Step
                {
                    Kind = StepKind.Sign,
                    Pid = arrival.Pid,
                    Line = arrival.Line,
                    At = _now,
                };
                _ = stats.Tasks == 0 ? Appear(sign, withoutParent: false) : FindParentless(sign, atEnd: true);
            }
        }

        foreach (var task in _tasks.Values.OrderBy(t => t.Serial))
        {
            if (task.ExitStatus is { } own)
            {
                Leave(task, task.ExitLine, ExitKind.Exited, own, null);
            }
            else if (task.Group.ExitStatus is { } all)
            {
                Leave(task, task.Group.ExitLine, ExitKind.Exited, all, null);
            }
            else if (task.Group.KilledBy is { } signal)
            {
                Leave(task, task.Group.ExitLine, ExitKind.Killed, 0, signal);
            }
            else if (task.Group.Told is { } told)
            {
                Leave(task, task.Group.ToldLine, told);
            }
            else
            {
                stats.StillRunning++;
            }
        }
    }

    private TraceTask? Find(Step step)
    {
        if (!_tasks.TryGetValue(step.Pid, out var task))
        {
            return null;
        }

        if (task.ExitStatus is { } status && step.Kind is not (StepKind.Ended or StepKind.Superseded))
        {
            // The tracer was told not to print ends (-qq), and the id is used again.
            Leave(task, task.ExitLine, ExitKind.Exited, status, null);
            return null;
        }

        _unseen -= task.Seen ? 0 : 1;
        task.Seen = true;
        if (task.Group.KilledBy is not null && step is { Kind: StepKind.Call or StepKind.CloneReturn, Result.Outcome.Succeeded: true })
        {
            // One thread was killed alone (seccomp can).
            task.Group.KilledBy = null;
        }

        return task;
    }

    private TraceTask FindParentless(Step step, bool atEnd)
    {
        if (calls.Arrivals.ParentOf(step.Pid, _tasks.ContainsKey) is { } made)
        {
            Adopt(made, step.Pid);
            return Deliver(made, step);
        }

        var clone = calls.OnlyInFlight(step.Line, out var count);
        if (clone is not null && _tasks.ContainsKey(clone.ParentPid))
        {
            clone.ChildPid = step.Pid;
            stats.Assume(Assumption.ChildOfOnlyCall);
            return Deliver(clone, step);
        }

        if (count > 1 && !atEnd)
        {
            throw new InputException(
                file,
                step.Line,
                0,
                $"task {step.Pid} has no known parent: {count} forks or clones are under way, and none returned it within {StraceDecoder.LookAhead} steps",
                "the line on which fork, vfork or clone returns its id"
            );
        }

        return Appear(step, withoutParent: true);
    }

    private void Adopt(CloneCall clone, int child)
    {
        stats.Assume(clone.ChildPid == 0 ? Assumption.ChildOfUnknownResult : Assumption.ChildOfOtherNamespace);
        calls.DropBirth(clone);
        calls.Arrivals.Forget(clone);
        clone.ChildPid = child;
    }

    private TraceTask Appear(Step step, bool withoutParent)
    {
        _now = VirtualTime.Max(_now, step.At);

        // A traced program begins with its exec: the address space before is the tracer's own, and nothing is seen of it.
        var begins = step is { Kind: StepKind.Call, Call: CallKind.Exec, Result.Outcome.Succeeded: true };
        var task = new TraceTask
        {
            Serial = NewSerial(step.Pid),
            Mm = begins ? new() { Users = 1 } : NewMm(),
            Group = new() { Members = 1 },
            Seen = true,
        };
        calls.Arrivals.Decide(step.Pid, step.Line);
        _tasks.Add(step.Pid, task);
        stats.WithoutParent += withoutParent ? 1 : 0;
        events.Enqueue(
            new StartEvent
            {
                At = _now,
                Line = step.Line,
                Task = task.Serial,
                Mm = task.Mm.Serial,
                WithoutParent = withoutParent,
            }
        );
        return task;
    }

    private TraceTask Deliver(CloneCall clone, Step at)
    {
        _now = VirtualTime.Max(_now, at.At);
        if (!_tasks.TryGetValue(clone.ParentPid, out var parent))
        {
            parent = Appear(
                new Step
                {
                    Kind = StepKind.Sign,
                    Pid = clone.ParentPid,
                    Line = clone.Line,
                    At = at.At,
                },
                withoutParent: true
            );
        }

        if (_tasks.TryGetValue(clone.ChildPid, out var old))
        {
            // The id is used again although the trace did not show its end.
            Leave(
                old,
                at.Line,
                old.ExitStatus is null ? ExitKind.Killed : ExitKind.Exited,
                old.ExitStatus ?? 0,
                old.ExitStatus is null ? "?" : null
            );
        }

        if (!clone.Confirmed)
        {
            calls.Arrivals.Forget(clone);
            calls.Arrivals.Decide(clone.ChildPid, long.MaxValue);
        }

        if (clone.IsConcluded)
        {
            stats.Assume(Assumption.SharingByArguments);
        }

        var (kind, waits) = Sharing(clone);
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

        var child = new TraceTask
        {
            Serial = NewSerial(clone.ChildPid),
            Mm = mm,
            Group = kind == CloneKind.Thread ? parent.Group : new(parent.Group.Pidfds),
            Parent = parent.Group,
            ReturnedPid = clone.ReturnedPid,
            Seen = clone.Confirmed || at.Pid == clone.ChildPid || clone.ChildPid != clone.ReturnedPid,
            ReadImpliesExec = parent.ReadImpliesExec,
        };
        _unseen += child.Seen ? 0 : 1;
        child.Group.Members++;
        _tasks.Add(clone.ChildPid, child);
        stats.Forks += kind == CloneKind.Fork ? 1 : 0;
        stats.Vforks += kind == CloneKind.SharedProcess ? 1 : 0;
        stats.Threads += kind == CloneKind.Thread ? 1 : 0;
        clone.Delivered = true;
        events.Enqueue(Cloned(clone.Line, parent, CallOutcome.Success, (kind, waits), child));
        return child;
    }

    private CloneEvent Cloned(
        long line,
        TraceTask parent,
        CallOutcome outcome,
        (CloneKind Kind, bool ParentWaits) sharing,
        TraceTask? child
    ) =>
        new()
        {
            At = _now,
            Line = line,
            Task = parent.Serial,
            Mm = parent.Mm.Serial,
            Outcome = outcome,
            Kind = sharing.Kind,
            ParentWaits = sharing.ParentWaits,
            Child = child?.Serial,
            ChildMm = child?.Mm.Serial,
        };

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
                TakeEnd(step, task);
                return true;
            case StepKind.Reaped:
                TakeReaped(step, task);
                return true;
            case StepKind.Superseded:
                if (step.Number != step.Pid && _tasks.TryGetValue(step.Number, out var thread))
                {
                    Leave(thread, step.Line, ExitKind.Superseded, 0, null);
                }

                // Killed with the rest of the group or not, the leader's id goes on.
                task.ExitStatus = null;
                return true;
            case StepKind.Call when step.Call == CallKind.Exec:
                return TryExec(step, task);
            case StepKind.Call when step.Call is CallKind.Personality or CallKind.PidfdOpen:
                TaskSettings.Take(step, task);
                return true;
            case StepKind.Call when step.Call == CallKind.ProcessAdvise:
                TakeProcessAdvice(step, task);
                return true;
            case StepKind.Call:
                var made = CallDecoder.Decode(step, _now, task);
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

        var succeeded = step.Result.Outcome.Succeeded;
        if (
            (succeeded || step.Result.Outcome.IsUnknown)
            && !clone.Confirmed
            && calls.Arrivals.ChildOf(clone, _tasks.ContainsKey) is { } other
        )
        {
            Adopt(clone, other);
            Deliver(clone, step);
            return;
        }

        if (succeeded)
        {
            var first = calls.TakeBirth(clone.ChildPid);
            Deliver(first ?? clone, step);
            return;
        }

        calls.Arrivals.Forget(clone);
        events.Enqueue(Cloned(step.Line, task, step.Result.Outcome, Sharing(clone), child: null));
    }

    // Calls that show neither flags nor a name that tells are not understood, and never come here.
    private static (CloneKind Kind, bool ParentWaits) Sharing(CloneCall clone) => clone.Sharing() ?? (CloneKind.Fork, false);

    private void TakeEnd(Step step, TraceTask task)
    {
        var group = task.Group;
        Leave(task, step.Line, step.Signal is null ? ExitKind.Exited : ExitKind.Killed, step.Number, step.Signal);
        if (group.Members == 0)
        {
            return;
        }

        if (step.Signal is not null)
        {
            // A signal that kills ends the whole process, whoever's end the trace shows.
            group.KilledBy = step.Signal;
            group.ExitLine = step.Line;
        }
        else if (_unseen > 0 && group.ExitStatus is null && !_tasks.Values.Any(other => other.Group == group && other.Seen))
        {
            // Threads that were not followed end with the process that was.
            group.ExitStatus = step.Number;
            group.ExitLine = step.Line;
        }
    }

    private void TakeReaped(Step step, TraceTask parent)
    {
        var end = step.ChildEnd!;
        var child =
            _tasks.TryGetValue(end.Pid, out var known) && known.Parent == parent.Group ? known
            : stats.Assumed.ContainsKey(Assumption.ChildOfOtherNamespace.Name())
                ? _tasks.Values.FirstOrDefault(task => task.ReturnedPid == end.Pid && task.Parent == parent.Group)
            : null;
        if (child is null)
        {
            return;
        }

        if (!child.Seen && end.IsTold)
        {
            Leave(child, step.Line, end);
            return;
        }

        // Its own line may come yet.
        if (child.Group.Told is null || end.IsTold)
        {
            child.Group.Told = end;
            child.Group.ToldLine = step.Line;
        }
    }

    private void TakeProcessAdvice(Step step, TraceTask task)
    {
        if (!step.Result.Outcome.Succeeded)
        {
            // It fails only when nothing at all was done.
            return;
        }

        if (
            ProcessAdvice.Target(step.Arguments, task) is not { } pid
            || !_tasks.TryGetValue(pid, out var target)
            || ProcessAdvice.Ranges(step.Arguments, step.Result.Value, out var advice) is not { } ranges
        )
        {
            TraceStats.CountOne(stats.LeftOut, step.Name);
            return;
        }

        foreach (var (start, length) in ranges)
        {
            events.Enqueue(CallDecoder.Advised(step, _now, target, start, length, advice));
        }
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
            events.Enqueue(
                new ExecEvent
                {
                    At = _now,
                    Line = step.Line,
                    Task = task.Serial,
                    Mm = task.Mm.Serial,
                    Outcome = step.Result.Outcome,
                    Path = path,
                    Replaced = null,
                    ReplacedEnds = false,
                }
            );
            return true;
        }

        EndSiblings(step, task);
        var old = task.Mm;
        var seen = old.Serial.Number != 0;
        var ends = --old.Users == 0 && seen;
        task.Mm = NewMm();
        task.ReadImpliesExec = false;
        task.Group.Pidfds.Clear();
        stats.Execs++;
        events.Enqueue(
            new ExecEvent
            {
                At = _now,
                Line = step.Line,
                Task = task.Serial,
                Mm = task.Mm.Serial,
                Outcome = CallOutcome.Success,
                Path = path,
                Replaced = seen ? old.Serial : null,
                ReplacedEnds = ends,
            }
        );
        return true;
    }

    private void EndSiblings(Step step, TraceTask task)
    {
        if (task.Group.Members <= 1)
        {
            return;
        }

        // Only where the tracer was told not to print ends: exec has ended every other thread.
        foreach (var sibling in _tasks.Values.Where(t => t.Group == task.Group && t != task).OrderBy(t => t.Serial).ToList())
        {
            Leave(sibling, step.Line, ExitKind.Exited, 0, null);
        }
    }

    private void Leave(TraceTask task, long line, ChildEnd end) =>
        Leave(task, line, end.Signal is null ? ExitKind.Exited : ExitKind.Killed, end.Status, end.Signal);

    private void Leave(TraceTask task, long line, ExitKind kind, int status, string? signal)
    {
        _tasks.Remove(task.Serial.Pid);
        _unseen -= task.Seen ? 0 : 1;
        task.Group.Members--;
        var ends = --task.Mm.Users == 0;
        var name = kind switch
        {
            ExitKind.Exited => FormattableString.Invariant($"exit {status}"),
            ExitKind.Killed => signal!,
            _ => "superseded",
        };
        TraceStats.CountOne(stats.Exits, name);
        events.Enqueue(
            new ExitEvent
            {
                At = _now,
                Line = line,
                Task = task.Serial,
                Mm = task.Mm.Serial,
                Kind = kind,
                Status = status,
                Signal = signal,
                MmEnds = ends,
            }
        );
    }

    private TaskSerial NewSerial(int pid)
    {
        _lives.TryGetValue(pid, out var life);
        _lives[pid] = ++life;
        stats.Tasks++;
        return new(pid, life);
    }

    private TraceMm NewMm() => new() { Serial = new(checked((int)++stats.AddressSpaces)), Users = 1 };
}
