using SvaOrleans.Documents;
using SvaOrleans.Model;

namespace SvaOrleans.Inputs.Traces.Strace;

/// <summary>Joins the halves of calls per task and queues what matters, each where it takes effect.</summary>
internal sealed class StraceCalls(string file, TraceStats stats)
{
    private readonly Dictionary<int, Pending> _pending = [];
    private readonly Dictionary<int, Queue<CloneCall>> _births = [];
    private readonly List<CloneCall> _inFlight = [];
    private readonly Dictionary<int, int> _exitStatus = [];
    private readonly LineOwners _owners = new();
    private readonly CallCounter _counter = new();

    /// <summary>Tasks that appeared, and which call made them.</summary>
    public Arrivals Arrivals { get; } = new();

    /// <summary>What was read and not taken yet.</summary>
    public Queue<Step> Steps { get; } = new();

    /// <summary>Takes a line.</summary>
    /// <param name="line">The line; not one that is not understood.</param>
    /// <param name="number">Its number.</param>
    /// <param name="at">When it was written.</param>
    /// <returns>False when it looks like a call that matters but cannot be made out.</returns>
    public bool TryTake(in StraceLine line, long number, VirtualTime at)
    {
        if (line.Kind == LineKind.Attached)
        {
            Announce(line.Number);
            Arrivals.Appears(line.Number, number, isNewLife: true);
            return true;
        }

        if (line.Kind == LineKind.Detached)
        {
            TakeDetached(_owners.Canonical(line.Number), number, at);
            return true;
        }

        var pid = _owners.Of(line, _pending.TryGetValue(0, out var first) && first.Kind == CallKind.Clone ? first.Name : null);
        Arrivals.Appears(pid, number, line.Kind is LineKind.Call or LineKind.Unfinished);
        switch (line.Kind)
        {
            case LineKind.Signal:
                TakeSignal(line, pid, number, at);
                return true;
            case LineKind.Call:
                return TryTakeWhole(line, pid, number, at);
            case LineKind.Unfinished:
                TakeFirstHalf(line, pid, number, at);
                return true;
            case LineKind.Resumed:
                return TryTakeSecondHalf(line, pid, number, at);
            case LineKind.Exited:
            case LineKind.Killed:
                Abandon(pid, number, at);
                _owners.Gone(pid);
                Arrivals.Ends(pid);
                _exitStatus.Remove(pid);
                Steps.Enqueue(
                    new Step
                    {
                        Kind = StepKind.Ended,
                        Pid = pid,
                        Line = number,
                        At = at,
                        Number = line.Number,
                        Signal = line.Kind == LineKind.Killed ? line.Name.ToString() : null,
                    }
                );
                return true;
            case LineKind.Superseded:
                TakeOver(pid, _owners.Canonical(line.Number), number, at);
                return true;
            default:
                return true;
        }
    }

    /// <summary>The tracer follows a new task, which it tells in the middle of a line.</summary>
    /// <param name="pid">The task.</param>
    public void Announce(int pid) => _owners.Announce(pid);

    /// <summary>Adds the calls' counts to a trace's.</summary>
    /// <param name="counts">The trace's.</param>
    public void AddCounts(SortedDictionary<string, long> counts) => _counter.AddTo(counts);

    /// <summary>Takes the oldest unclaimed clone whose child has an id.</summary>
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

    /// <summary>The only clone that has begun before a line and not returned; null when there is none, or more than one.</summary>
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

    private void TakeSignal(in StraceLine line, int pid, long number, VirtualTime at)
    {
        if (line.Name is "SIGCHLD" && ChildEnd.OfSigInfo(line.Rest) is { } end)
        {
            Steps.Enqueue(
                new Step
                {
                    Kind = StepKind.Reaped,
                    Pid = pid,
                    Line = number,
                    At = at,
                    ChildEnd = end,
                }
            );
        }
    }

    private void TakeDetached(int pid, long number, VirtualTime at)
    {
        // Versions before 4.6 told a task's end in this way.
        if (_owners.IsLeaving(pid) && _exitStatus.Remove(pid, out var status))
        {
            Steps.Enqueue(
                new Step
                {
                    Kind = StepKind.Ended,
                    Pid = pid,
                    Line = number,
                    At = at,
                    Number = status,
                }
            );
            Arrivals.Ends(pid);
        }

        Abandon(pid, number, at);
        _owners.Gone(pid);
    }

    private bool TryTakeWhole(in StraceLine line, int pid, long number, VirtualTime at)
    {
        Abandon(pid, number, at);
        var kind = CallKinds.Of(line.Name);
        if (kind == CallKind.Other)
        {
            _counter.Count(line.Name);
            return true;
        }

        var call = new Pending(line.Name.ToString(), kind, "", null, null);
        var understood = TryFinish(call, line.Rest, pid, number, at);
        if (understood)
        {
            _counter.Count(line.Name);
        }

        return understood;
    }

    private void TakeFirstHalf(in StraceLine line, int pid, long number, VirtualTime at)
    {
        Abandon(pid, number, at);
        var name = _counter.Count(line.Name);
        var kind = CallKinds.Of(name);
        var head = kind == CallKind.Other ? "" : line.Rest.ToString();
        Step? unmap = null;
        CloneCall? clone = null;
        switch (kind)
        {
            case CallKind.Unmap:
                unmap = new Step
                {
                    Kind = StepKind.Call,
                    Pid = pid,
                    Line = number,
                    At = at,
                    Call = kind,
                    Name = name,
                    Arguments = head,
                    HasResult = false,
                };
                Steps.Enqueue(unmap);
                break;
            case CallKind.Clone:
                clone = new CloneCall
                {
                    ParentPid = pid,
                    Line = number,
                    Name = name,
                    Arguments = head,
                };
                _inFlight.Add(clone);
                break;
            case CallKind.Exit or CallKind.ExitGroup:
                EnqueueExitCall(kind, head, pid, number, at);
                break;
        }

        _pending[pid] = new Pending(name, kind, head, unmap, clone);
    }

    private bool TryTakeSecondHalf(in StraceLine line, int pid, long number, VirtualTime at)
    {
        if (_pending.Remove(pid, out var call) && line.Name.SequenceEqual(call.Name))
        {
            if (call.Kind is CallKind.Exit or CallKind.ExitGroup)
            {
                _owners.Leaves(pid);
                return true;
            }

            return call.Kind == CallKind.Other || TryFinish(call, line.Rest, pid, number, at);
        }

        Abandon(call, pid, number, at);
        var kind = CallKinds.Of(line.Name);
        var name = _counter.Count(line.Name);
        return kind is CallKind.Other or CallKind.Exit or CallKind.ExitGroup
            || TryFinish(new Pending(name, kind, "", null, null) { HeadMissing = true }, line.Rest, pid, number, at);
    }

    private bool TryFinish(Pending call, ReadOnlySpan<char> tail, int pid, long number, VirtualTime at)
    {
        var text = call.Head.Length == 0 ? tail : string.Concat(call.Head, tail);
        if (!StraceResult.TrySplit(text, out var arguments, out var result))
        {
            Abandon(call, pid, number, at);
            return false;
        }

        switch (call.Kind)
        {
            case CallKind.LeftOut:
                if (result.Outcome.Succeeded && CallKinds.Changes(call.Name, arguments))
                {
                    TraceStats.CountOne(stats.LeftOut, call.Name);
                }

                return true;
            case CallKind.Wait:
                if (ChildEnd.OfWait(call.Name, arguments, result) is { } end)
                {
                    Steps.Enqueue(
                        new Step
                        {
                            Kind = StepKind.Reaped,
                            Pid = pid,
                            Line = number,
                            At = at,
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
                return TryFinishClone(call, arguments, result, pid, number, at);
            case CallKind.Exit or CallKind.ExitGroup:
                _owners.Leaves(pid);
                EnqueueExitCall(call.Kind, arguments, pid, number, at);
                return true;
            default:
                Steps.Enqueue(
                    new Step
                    {
                        Kind = StepKind.Call,
                        Pid = pid,
                        Line = number,
                        At = at,
                        Call = call.Kind,
                        Name = call.Name,
                        Arguments = arguments.ToString(),
                        Result = result,
                    }
                );
                return true;
        }
    }

    private bool TryFinishClone(Pending call, ReadOnlySpan<char> arguments, StraceResult result, int pid, long number, VirtualTime at)
    {
        var clone =
            call.Birth
            ?? new CloneCall
            {
                ParentPid = pid,
                Line = number,
                Name = call.Name,
                HeadMissing = call.HeadMissing,
            };
        clone.Arguments = arguments.ToString();
        clone.ReturnLine = number;
        _inFlight.Remove(clone);
        if (clone.Sharing() is null)
        {
            // What is shared is not in the trace. A call that failed has made nothing.
            return !result.Outcome.Succeeded && !result.Outcome.IsUnknown;
        }

        if (result.Outcome.Succeeded)
        {
            if (result.Value is 0 or > int.MaxValue || result.Value == (ulong)pid)
            {
                return false;
            }

            var child = (int)result.Value;
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
                    number,
                    0,
                    $"{call.Name} returns task {child}, but task {clone.ChildPid} had appeared while it ran",
                    "one new task for each call"
                );
            }

            clone.ChildPid = child;
            _owners.Born(child);
            if (clone.Delivered)
            {
                Arrivals.Decide(child, number);
            }
            else
            {
                Arrivals.Returned(clone);
                if (!_births.TryGetValue(child, out var queue))
                {
                    _births.Add(child, queue = new());
                }

                queue.Enqueue(clone);
            }
        }
        else if (result.Outcome.IsUnknown && !clone.Delivered)
        {
            Arrivals.Lost(clone);
        }

        Steps.Enqueue(
            new Step
            {
                Kind = StepKind.CloneReturn,
                Pid = pid,
                Line = number,
                At = at,
                Name = call.Name,
                Result = result,
                Clone = clone,
            }
        );
        return true;
    }

    private void EnqueueExitCall(CallKind kind, ReadOnlySpan<char> arguments, int pid, long number, VirtualTime at)
    {
        if (!new StraceArguments(arguments).TryNextNumber(out var status))
        {
            status = 0;
        }

        Arrivals.Leaves(pid);
        _exitStatus[pid] = (int)(status & 0xff);
        Steps.Enqueue(
            new Step
            {
                Kind = StepKind.ExitCall,
                Pid = pid,
                Line = number,
                At = at,
                Call = kind,
                Number = (int)(status & 0xff),
            }
        );
    }

    private void TakeOver(int leader, int thread, long number, VirtualTime at)
    {
        Abandon(leader, number, at);
        if (leader != thread && _pending.Remove(thread, out var call))
        {
            if (call.Kind == CallKind.Exec)
            {
                _pending[leader] = call with { IsSuperseded = true };
            }
            else
            {
                Abandon(call, thread, number, at);
            }
        }

        _owners.Gone(thread);
        Arrivals.Ends(thread);
        Arrivals.Revives(leader);
        Steps.Enqueue(
            new Step
            {
                Kind = StepKind.Superseded,
                Pid = leader,
                Line = number,
                At = at,
                Number = thread,
            }
        );
    }

    private void Abandon(int pid, long number, VirtualTime at)
    {
        if (_pending.Remove(pid, out var call))
        {
            Abandon(call, pid, number, at);
        }
    }

    private void Abandon(Pending call, int pid, long number, VirtualTime at)
    {
        if (call.Unmap is { HasResult: false } unmap)
        {
            unmap.Result = StraceResult.Unknown;
            unmap.HasResult = true;
        }

        if (call.Birth is { Delivered: false } clone && _inFlight.Remove(clone) && clone.Sharing() is not null)
        {
            // The task died, or its lines are missing: the call may have made a child.
            clone.ReturnLine = number;
            Arrivals.Lost(clone);
            Steps.Enqueue(
                new Step
                {
                    Kind = StepKind.CloneReturn,
                    Pid = pid,
                    Line = number,
                    At = at,
                    Name = call.Name,
                    Result = StraceResult.Unknown,
                    Clone = clone,
                }
            );
        }
    }

    private readonly record struct Pending(string Name, CallKind Kind, string Head, Step? Unmap, CloneCall? Birth)
    {
        /// <summary>Whether the trace lacks the first half.</summary>
        public bool HeadMissing { get; init; }

        /// <summary>Whether an exec has taken another task's id over.</summary>
        public bool IsSuperseded { get; init; }
    }
}
