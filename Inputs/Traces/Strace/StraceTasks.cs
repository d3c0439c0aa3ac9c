using SvaOrleans.Documents;
using SvaOrleans.Inputs.Traces.Decoding;
using SvaOrleans.Inputs.Traces.Events;

namespace SvaOrleans.Inputs.Traces.Strace;

/// <summary>Turns the steps of live tasks into events.</summary>
internal sealed class StraceTasks
{
    private readonly TraceStats _stats;
    private readonly Queue<TraceEvent> _events;
    private readonly TaskTable _tasks;
    private readonly TaskBirths _births;

    /// <summary>Starts at a trace's beginning.</summary>
    /// <param name="file">The trace's name, for messages.</param>
    /// <param name="stats">The trace's counts.</param>
    /// <param name="clones">Forks, vforks and clones.</param>
    /// <param name="events">Takes the events.</param>
    public StraceTasks(string file, TraceStats stats, CloneCalls clones, Queue<TraceEvent> events)
    {
        _stats = stats;
        _events = events;
        _tasks = new(stats, events);
        _births = new(file, stats, clones, _tasks, events);
    }

    /// <summary>Turns a step into events, unless something that comes later in the trace must be known first.</summary>
    /// <param name="step">The step.</param>
    /// <param name="now">Whether there is no more waiting: the look-ahead is full, or the trace ends.</param>
    /// <param name="atEnd">Whether the trace ends.</param>
    /// <param name="odd">Whether the call's arguments could not be parsed.</param>
    /// <returns>False when it must wait.</returns>
    /// <exception cref="InputException">The step's task has no known parent and the look-ahead is full.</exception>
    public bool TryTake(StraceStep step, bool now, bool atEnd, out bool odd)
    {
        odd = false;
        if (!now && (!step.HasResult || step.IsUndecided))
        {
            return false;
        }

        var task = Find(step) ?? _births.Start(step, now, atEnd);
        if (task is null)
        {
            return false;
        }

        _tasks.Advance(step.At);
        odd = !TryApply(step, task);
        return true;
    }

    /// <summary>
    /// Ends the tasks whose own end the trace does not show, but which called exit or whose process ended.
    /// </summary>
    public void End()
    {
        _births.StartSilentTasks();
        foreach (var task in _tasks.Ordered)
        {
            if (task.ExitStatus is { } own)
            {
                _tasks.Leave(task, task.ExitLine, own, null);
            }
            else if (task.Group.ExitStatus is { } all)
            {
                _tasks.Leave(task, task.Group.ExitLine, all, null);
            }
            else if (task.Group.KilledBy is { } signal)
            {
                _tasks.Leave(task, task.Group.ExitLine, 0, signal);
            }
            else if (task.Group.ReapedEnd is { } reaped)
            {
                _tasks.Leave(task, task.Group.ReapedLine, reaped);
            }
            else
            {
                _stats.StillRunning++;
            }
        }
    }

    private TraceTask? Find(StraceStep step)
    {
        if (_tasks.Find(step.Pid) is not { } task)
        {
            return null;
        }

        if (task.ExitStatus is { } status && step.Kind is not (StraceStepKind.Ended or StraceStepKind.Superseded))
        {
            // With -qq the tracer prints no ends; the id is used again.
            _tasks.Leave(task, task.ExitLine, status, null);
            return null;
        }

        _tasks.See(task);
        if (
            task.Group.KilledBy is not null
            && step is { Kind: StraceStepKind.Call or StraceStepKind.CloneReturn, Result.Outcome.Succeeded: true }
        )
        {
            // One thread was killed alone (seccomp can).
            task.Group.KilledBy = null;
        }

        return task;
    }

    private bool TryApply(StraceStep step, TraceTask task)
    {
        switch (step.Kind)
        {
            case StraceStepKind.CloneReturn:
                _births.TakeReturn(step, task);
                return true;
            case StraceStepKind.ExitCall:
                TakeExitCall(step, task);
                return true;
            case StraceStepKind.Ended:
                TakeEnd(step, task);
                return true;
            case StraceStepKind.Reaped:
                TakeReaped(step, task);
                return true;
            case StraceStepKind.Superseded:
                if (step.Number != step.Pid && _tasks.Find(step.Number) is { } thread)
                {
                    _tasks.Leave(thread, step.Line, ExitKind.Superseded, 0, null);
                }

                // The leader's id continues, whether or not it was killed with the rest of the group.
                task.ExitStatus = null;
                return true;
            case StraceStepKind.Call when step.Call == CallKind.Exec:
                return TryExec(step, task);
            case StraceStepKind.Call when step.Call is CallKind.Personality or CallKind.PidfdOpen:
                TaskSettings.Take(step, task);
                return true;
            case StraceStepKind.Call when step.Call == CallKind.ProcessAdvise:
                TakeProcessAdvice(step, task);
                return true;
            case StraceStepKind.Call:
                var made = CallDecoder.Decode(step, _tasks.Now, task);
                if (made is null)
                {
                    return false;
                }

                _events.Enqueue(made);
                return true;
            default:
                return true;
        }
    }

    private void TakeEnd(StraceStep step, TraceTask task)
    {
        var group = task.Group;
        _tasks.Leave(task, step.Line, step.Number, step.Signal);
        if (group.Members == 0)
        {
            return;
        }

        if (step.Signal is not null)
        {
            // A fatal signal ends the whole process, not only the task whose end the trace shows.
            group.KilledBy = step.Signal;
            group.ExitLine = step.Line;
        }
        else if (_tasks.Unseen > 0 && group.ExitStatus is null && !_tasks.Live.Any(other => other.Group == group && other.Seen))
        {
            // Threads that were not followed end with the process that was.
            group.ExitStatus = step.Number;
            group.ExitLine = step.Line;
        }
    }

    private void TakeReaped(StraceStep step, TraceTask parent)
    {
        var end = step.ChildEnd!;
        var child =
            _tasks.Find(end.Pid) is { } known && known.Parent == parent.Group ? known
            : _stats.Assumed.ContainsKey(Assumption.ChildOfOtherNamespace.Name())
                ? _tasks.Live.FirstOrDefault(task => task.ReturnedPid == end.Pid && task.Parent == parent.Group)
            : null;
        if (child is null)
        {
            return;
        }

        if (!child.Seen && end.IsKnown)
        {
            _tasks.Leave(child, step.Line, end);
            return;
        }

        // Its own line may come yet.
        if (child.Group.ReapedEnd is null || end.IsKnown)
        {
            child.Group.ReapedEnd = end;
            child.Group.ReapedLine = step.Line;
        }
    }

    private void TakeProcessAdvice(StraceStep step, TraceTask task)
    {
        if (!step.Result.Outcome.Succeeded)
        {
            // It fails only when nothing at all was done.
            return;
        }

        if (
            ProcessAdvice.Target(step.Arguments, task) is not { } pid
            || _tasks.Find(pid) is not { } target
            || ProcessAdvice.Ranges(step.Arguments, step.Result.Value, out var advice) is not { } ranges
        )
        {
            TraceStats.CountOne(_stats.LeftOut, step.Name);
            return;
        }

        foreach (var (start, length) in ranges)
        {
            _events.Enqueue(CallDecoder.Advised(step, _tasks.Now, target, start, length, advice));
        }
    }

    private static void TakeExitCall(StraceStep step, TraceTask task)
    {
        task.ExitStatus = step.Number;
        task.ExitLine = step.Line;
        if (step.Call == CallKind.ExitGroup)
        {
            task.Group.ExitStatus = step.Number;
            task.Group.ExitLine = step.Line;
        }
    }

    private bool TryExec(StraceStep step, TraceTask task)
    {
        var path = CallDecoder.ExecPath(step);
        if (!step.Result.Outcome.Succeeded)
        {
            _events.Enqueue(
                new ExecEvent
                {
                    Head = task.Head(_tasks.Now, step.Line, step.Result.Outcome),
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
        task.Mm = _tasks.NewMm();
        task.ReadImpliesExec = false;
        task.Group.Pidfds.Clear();
        _stats.Execs++;
        _events.Enqueue(
            new ExecEvent
            {
                Head = task.Head(_tasks.Now, step.Line),
                Path = path,
                Replaced = seen ? old.Serial : null,
                ReplacedEnds = ends,
            }
        );
        return true;
    }

    private void EndSiblings(StraceStep step, TraceTask task)
    {
        if (task.Group.Members <= 1)
        {
            return;
        }

        // Only with -qq, which prints no ends: exec has ended every other thread.
        foreach (var sibling in _tasks.Ordered.Where(other => other.Group == task.Group && other != task))
        {
            _tasks.Leave(sibling, step.Line, 0, null);
        }
    }
}
