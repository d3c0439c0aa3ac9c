using SvaOrleans.Documents;
using SvaOrleans.Inputs.Traces.Decoding;
using SvaOrleans.Inputs.Traces.Events;

namespace SvaOrleans.Inputs.Traces.Strace;

/// <summary>Finds the call that made a task, and starts the task.</summary>
/// <param name="file">The trace's name, for messages.</param>
/// <param name="stats">The trace's counts.</param>
/// <param name="clones">Forks, vforks and clones.</param>
/// <param name="tasks">The live tasks.</param>
/// <param name="events">The events made so far.</param>
internal sealed class TaskBirths(string file, TraceStats stats, CloneCalls clones, TaskTable tasks, Queue<TraceEvent> events)
{
    /// <summary>The task of a step that is not live yet; null when it must wait for its parent's line.</summary>
    /// <param name="step">The step.</param>
    /// <param name="now">Whether there is no more waiting: the look-ahead is full, or the trace ends.</param>
    /// <param name="atEnd">Whether the trace ends.</param>
    /// <exception cref="InputException">The task has no known parent and the look-ahead is full.</exception>
    public TraceTask? Start(StraceStep step, bool now, bool atEnd) =>
        tasks.IsBeforeFirst ? Appear(step, withoutParent: false)
        : clones.TakeBirth(step.Pid) is { } clone ? Deliver(clone, step)
        : now ? StartWithoutReturn(step, atEnd)
        : null;

    /// <summary>Starts tasks of which the trace shows only calls that change nothing.</summary>
    public void StartSilentTasks()
    {
        foreach (var arrival in clones.Arrivals.Open)
        {
            if (!tasks.Contains(arrival.Pid))
            {
                var sign = Sign(new(arrival.Pid, arrival.Line, tasks.Now));
                _ = tasks.IsBeforeFirst ? Appear(sign, withoutParent: false) : StartWithoutReturn(sign, atEnd: true);
            }
        }
    }

    /// <summary>A fork, vfork or clone returned.</summary>
    /// <param name="step">The return.</param>
    /// <param name="task">The caller.</param>
    public void TakeReturn(StraceStep step, TraceTask task)
    {
        var clone = step.Clone!;
        if (clone.Delivered)
        {
            return;
        }

        var succeeded = step.Result.Outcome.Succeeded;
        if ((succeeded || step.Result.Outcome.IsUnknown) && !clone.Confirmed && clones.Arrivals.ChildOf(clone, tasks.Contains) is { } other)
        {
            Adopt(clone, other);
            Deliver(clone, step);
            return;
        }

        if (succeeded)
        {
            var first = clones.TakeBirth(clone.ChildPid);
            Deliver(first ?? clone, step);
            return;
        }

        clones.Arrivals.Forget(clone);
        events.Enqueue(Cloned(task.Head(tasks.Now, step.Line, step.Result.Outcome), Sharing(clone), child: null));
    }

    private static StraceStep Sign(StepOrigin origin) => new() { Kind = StraceStepKind.Sign, Origin = origin };

    private TraceTask StartWithoutReturn(StraceStep step, bool atEnd)
    {
        if (clones.Arrivals.ParentOf(step.Pid, tasks.Contains) is { } made)
        {
            Adopt(made, step.Pid);
            return Deliver(made, step);
        }

        var clone = clones.OnlyInFlight(step.Line, out var count);
        if (clone is not null && tasks.Contains(clone.ParentPid))
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
        clones.DropBirth(clone);
        clones.Arrivals.Forget(clone);
        clone.ChildPid = child;
    }

    private TraceTask Appear(StraceStep step, bool withoutParent)
    {
        tasks.Advance(step.At);

        // A traced program begins with its exec: the address space before is the tracer's own, and the trace shows nothing of it.
        var begins = step is { Kind: StraceStepKind.Call, Call: CallKind.Exec, Result.Outcome.Succeeded: true };
        var task = new TraceTask
        {
            Serial = tasks.NewSerial(step.Pid),
            Mm = begins ? new() { Users = 1 } : tasks.NewMm(),
            Group = new(),
            Seen = true,
        };
        clones.Arrivals.Decide(step.Pid, step.Line);
        tasks.Add(task);
        stats.WithoutParent += withoutParent ? 1 : 0;
        events.Enqueue(new StartEvent { Head = task.Head(tasks.Now, step.Line), WithoutParent = withoutParent });
        return task;
    }

    private TraceTask Deliver(CloneCall clone, StraceStep at)
    {
        tasks.Advance(at.At);
        var parent = tasks.Find(clone.ParentPid) ?? Appear(Sign(new(clone.ParentPid, clone.Line, at.At)), withoutParent: true);
        if (tasks.Find(clone.ChildPid) is { } old)
        {
            // The id is used again although the trace did not show its end.
            tasks.Leave(old, at.Line, old.ExitStatus ?? 0, old.ExitStatus is null ? "?" : null);
        }

        if (!clone.Confirmed)
        {
            clones.Arrivals.Forget(clone);
            clones.Arrivals.Decide(clone.ChildPid, long.MaxValue);
        }

        if (clone.IsConcluded)
        {
            stats.Assume(Assumption.SharingByArguments);
        }

        var (kind, waits) = Sharing(clone);
        TraceMm mm;
        if (kind == CloneKind.Fork)
        {
            mm = tasks.NewMm();
            mm.Break = parent.Mm.Break;
        }
        else
        {
            mm = parent.Mm;
            mm.Users++;
        }

        var child = new TraceTask
        {
            Serial = tasks.NewSerial(clone.ChildPid),
            Mm = mm,
            Group = kind == CloneKind.Thread ? parent.Group : new(parent.Group.Pidfds),
            Parent = parent.Group,
            ReturnedPid = clone.ReturnedPid,
            Seen = clone.Confirmed || at.Pid == clone.ChildPid || clone.ChildPid != clone.ReturnedPid,
            ReadImpliesExec = parent.ReadImpliesExec,
        };
        tasks.Add(child);
        stats.Forks += kind == CloneKind.Fork ? 1 : 0;
        stats.Vforks += kind == CloneKind.SharedProcess ? 1 : 0;
        stats.Threads += kind == CloneKind.Thread ? 1 : 0;
        clone.Delivered = true;
        events.Enqueue(Cloned(parent.Head(tasks.Now, clone.Line), (kind, waits), child));
        return child;
    }

    private static CloneEvent Cloned(EventHead head, (CloneKind Kind, bool ParentWaits) sharing, TraceTask? child) =>
        new()
        {
            Head = head,
            Kind = sharing.Kind,
            ParentWaits = sharing.ParentWaits,
            Child = child?.Serial,
            ChildMm = child?.Mm.Serial,
        };

    // A call whose name and flags do not show what is shared is a line not understood, and makes no step.
    private static (CloneKind Kind, bool ParentWaits) Sharing(CloneCall clone) => clone.Sharing() ?? (CloneKind.Fork, false);
}
