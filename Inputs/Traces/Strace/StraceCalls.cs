using SvaOrleans.Inputs.Traces.Decoding;
using SvaOrleans.Inputs.Traces.Events;

namespace SvaOrleans.Inputs.Traces.Strace;

/// <summary>Joins the halves of calls per task and queues what matters, each where it takes effect.</summary>
internal sealed class StraceCalls
{
    private readonly Dictionary<int, Pending> _pending = [];
    private readonly Dictionary<int, int> _exitStatus = [];
    private readonly LineOwners _owners = new();
    private readonly CallCounter _counter = new();
    private readonly TraceStats _stats;

    /// <summary>Starts at a trace's beginning.</summary>
    /// <param name="file">The trace's name, for messages.</param>
    /// <param name="stats">The trace's counts.</param>
    public StraceCalls(string file, TraceStats stats)
    {
        _stats = stats;
        Clones = new(file, stats, _owners);
    }

    /// <summary>The forks, vforks and clones among the calls.</summary>
    public CloneCalls Clones { get; }

    private Arrivals Arrivals => Clones.Arrivals;

    /// <summary>Steps that were read and not taken yet.</summary>
    public Queue<StraceStep> Steps { get; } = new();

    /// <summary>Takes a line.</summary>
    /// <param name="line">The line; not one that is not understood.</param>
    /// <param name="number">Its number.</param>
    /// <param name="time">When it was written.</param>
    /// <returns>False when it looks like a call that matters but cannot be parsed.</returns>
    public bool TryTake(in StraceLine line, long number, VirtualTime time)
    {
        if (line.Kind == LineKind.Attached)
        {
            Announce(line.Number);
            Arrivals.Appears(line.Number, number, isNewLife: true);
            return true;
        }

        if (line.Kind == LineKind.Detached)
        {
            TakeDetached(new(_owners.Canonical(line.Number), number, time));
            return true;
        }

        var pid = _owners.Of(line, _pending.TryGetValue(0, out var first) && first.Kind == CallKind.Clone ? first.Name : null);
        var at = new StepOrigin(pid, number, time);
        Arrivals.Appears(pid, number, line.Kind is LineKind.Call or LineKind.Unfinished);
        switch (line.Kind)
        {
            case LineKind.Signal:
                TakeSignal(line, at);
                return true;
            case LineKind.Call:
                return TryTakeWhole(line, at);
            case LineKind.Unfinished:
                TakeFirstHalf(line, at);
                return true;
            case LineKind.Resumed:
                return TryTakeSecondHalf(line, at);
            case LineKind.Exited:
            case LineKind.Killed:
                Abandon(at);
                _owners.Gone(pid);
                Arrivals.Ends(pid);
                _exitStatus.Remove(pid);
                Steps.Enqueue(
                    new StraceStep
                    {
                        Kind = StraceStepKind.Ended,
                        Origin = at,
                        Number = line.Number,
                        Signal = line.Kind == LineKind.Killed ? line.Name.ToString() : null,
                    }
                );
                return true;
            case LineKind.Superseded:
                TakeOver(at, _owners.Canonical(line.Number));
                return true;
            default:
                return true;
        }
    }

    /// <summary>The tracer follows a new task, and says so in the middle of a line.</summary>
    /// <param name="pid">The task.</param>
    public void Announce(int pid) => _owners.Announce(pid);

    /// <summary>Adds the calls' counts to a trace's.</summary>
    /// <param name="counts">The trace's.</param>
    public void AddCounts(SortedDictionary<string, long> counts) => _counter.AddTo(counts);

    private void TakeSignal(in StraceLine line, StepOrigin at)
    {
        if (line.Name is "SIGCHLD" && ChildEnd.OfSigInfo(line.Rest) is { } end)
        {
            Steps.Enqueue(
                new StraceStep
                {
                    Kind = StraceStepKind.Reaped,
                    Origin = at,
                    ChildEnd = end,
                }
            );
        }
    }

    private void TakeDetached(StepOrigin at)
    {
        // Versions before 4.6 printed a task's end in this way.
        if (_owners.IsLeaving(at.Pid) && _exitStatus.Remove(at.Pid, out var status))
        {
            Steps.Enqueue(
                new StraceStep
                {
                    Kind = StraceStepKind.Ended,
                    Origin = at,
                    Number = status,
                }
            );
            Arrivals.Ends(at.Pid);
        }

        Abandon(at);
        _owners.Gone(at.Pid);
    }

    private bool TryTakeWhole(in StraceLine line, StepOrigin at)
    {
        Abandon(at);
        var kind = CallKinds.Of(line.Name);
        if (kind == CallKind.Other)
        {
            _counter.Count(line.Name);
            return true;
        }

        var call = new Pending(line.Name.ToString(), kind, "", null, null);
        var understood = TryFinish(call, line.Rest, at);
        if (understood)
        {
            _counter.Count(line.Name);
        }

        return understood;
    }

    private void TakeFirstHalf(in StraceLine line, StepOrigin at)
    {
        Abandon(at);
        var name = _counter.Count(line.Name);
        var kind = CallKinds.Of(name);
        var head = kind == CallKind.Other ? "" : line.Rest.ToString();
        StraceStep? unmap = null;
        CloneCall? clone = null;
        switch (kind)
        {
            case CallKind.Unmap:
                unmap = new StraceStep
                {
                    Kind = StraceStepKind.Call,
                    Origin = at,
                    Call = kind,
                    Name = name,
                    Arguments = head,
                    HasResult = false,
                };
                Steps.Enqueue(unmap);
                break;
            case CallKind.Clone:
                clone = Clones.Begin(at, name, head);
                break;
            case CallKind.Exit or CallKind.ExitGroup:
                EnqueueExitCall(kind, head, at);
                break;
        }

        _pending[at.Pid] = new Pending(name, kind, head, unmap, clone);
    }

    private bool TryTakeSecondHalf(in StraceLine line, StepOrigin at)
    {
        if (_pending.Remove(at.Pid, out var call) && line.Name.SequenceEqual(call.Name))
        {
            if (call.Kind is CallKind.Exit or CallKind.ExitGroup)
            {
                _owners.Leaves(at.Pid);
                return true;
            }

            return call.Kind == CallKind.Other || TryFinish(call, line.Rest, at);
        }

        Abandon(call, at);
        var kind = CallKinds.Of(line.Name);
        var name = _counter.Count(line.Name);
        return kind is CallKind.Other or CallKind.Exit or CallKind.ExitGroup
            || TryFinish(new Pending(name, kind, "", null, null) { HeadMissing = true }, line.Rest, at);
    }

    private bool TryFinish(Pending call, ReadOnlySpan<char> tail, StepOrigin at)
    {
        var text = call.Head.Length == 0 ? tail : string.Concat(call.Head, tail);
        if (!StraceResult.TrySplit(text, out var arguments, out var result))
        {
            Abandon(call, at);
            return false;
        }

        switch (call.Kind)
        {
            case CallKind.LeftOut:
                if (result.Outcome.Succeeded && CallKinds.Changes(call.Name, arguments))
                {
                    TraceStats.CountOne(_stats.LeftOut, call.Name);
                }

                return true;
            case CallKind.Wait:
                if (ChildEnd.OfWait(call.Name, arguments, result) is { } end)
                {
                    Steps.Enqueue(
                        new StraceStep
                        {
                            Kind = StraceStepKind.Reaped,
                            Origin = at,
                            ChildEnd = end,
                        }
                    );
                }

                return true;
            case CallKind.Exec when call.IsSuperseded:
                // Only an exec that succeeds takes an id over; version 7.2 prints ENOSYS all the same.
                result = new(0, CallOutcome.Success);
                break;
        }

        switch (call.Kind)
        {
            case CallKind.Unmap when call.Unmap is { } unmap:
                unmap.Arguments = arguments.ToString();
                unmap.Result = result;
                unmap.HasResult = true;
                return true;
            case CallKind.Clone:
                return TryFinishClone(call, arguments, result, at);
            case CallKind.Exit or CallKind.ExitGroup:
                _owners.Leaves(at.Pid);
                EnqueueExitCall(call.Kind, arguments, at);
                return true;
            default:
                Steps.Enqueue(
                    new StraceStep
                    {
                        Kind = StraceStepKind.Call,
                        Origin = at,
                        Call = call.Kind,
                        Name = call.Name,
                        Arguments = arguments.ToString(),
                        Result = result,
                    }
                );
                return true;
        }
    }

    private bool TryFinishClone(Pending call, ReadOnlySpan<char> arguments, StraceResult result, StepOrigin at)
    {
        var clone =
            call.Birth
            ?? new CloneCall
            {
                ParentPid = at.Pid,
                Line = at.Line,
                Name = call.Name,
                HeadMissing = call.HeadMissing,
            };
        var isUnderstood = Clones.TryReturn(clone, arguments, result, at, out var isStep);
        if (isUnderstood && isStep)
        {
            EnqueueReturn(call.Name, clone, result, at);
        }

        return isUnderstood;
    }

    private void EnqueueReturn(string name, CloneCall clone, StraceResult result, StepOrigin at) =>
        Steps.Enqueue(
            new StraceStep
            {
                Kind = StraceStepKind.CloneReturn,
                Origin = at,
                Name = name,
                Result = result,
                Clone = clone,
            }
        );

    private void EnqueueExitCall(CallKind kind, ReadOnlySpan<char> arguments, StepOrigin at)
    {
        if (!new StraceArguments(arguments).TryNextNumber(out var status))
        {
            status = 0;
        }

        Arrivals.Leaves(at.Pid);
        _exitStatus[at.Pid] = (int)(status & 0xff);
        Steps.Enqueue(
            new StraceStep
            {
                Kind = StraceStepKind.ExitCall,
                Origin = at,
                Call = kind,
                Number = (int)(status & 0xff),
            }
        );
    }

    private void TakeOver(StepOrigin at, int thread)
    {
        Abandon(at);
        if (at.Pid != thread && _pending.Remove(thread, out var call))
        {
            if (call.Kind == CallKind.Exec)
            {
                _pending[at.Pid] = call with { IsSuperseded = true };
            }
            else
            {
                Abandon(call, at with { Pid = thread });
            }
        }

        _owners.Gone(thread);
        Arrivals.Ends(thread);
        Arrivals.Revives(at.Pid);
        Steps.Enqueue(
            new StraceStep
            {
                Kind = StraceStepKind.Superseded,
                Origin = at,
                Number = thread,
            }
        );
    }

    private void Abandon(StepOrigin at)
    {
        if (_pending.Remove(at.Pid, out var call))
        {
            Abandon(call, at);
        }
    }

    private void Abandon(Pending call, StepOrigin at)
    {
        if (call.Unmap is { HasResult: false } unmap)
        {
            unmap.Result = StraceResult.Unknown;
            unmap.HasResult = true;
        }

        if (call.Birth is { } clone && Clones.TryAbandon(clone, at.Line))
        {
            EnqueueReturn(call.Name, clone, StraceResult.Unknown, at);
        }
    }

    private readonly record struct Pending(string Name, CallKind Kind, string Head, StraceStep? Unmap, CloneCall? Birth)
    {
        /// <summary>Whether the trace lacks the first half.</summary>
        public bool HeadMissing { get; init; }

        /// <summary>Whether an exec has taken another task's id over.</summary>
        public bool IsSuperseded { get; init; }
    }
}
