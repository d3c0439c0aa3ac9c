using SvaOrleans.Inputs.Traces.Events;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Processes;

namespace SvaOrleans.Scenarios.Workloads;

/// <summary>Turns the events of a trace into those that a host can play.</summary>
/// <param name="host">The host that plays them.</param>
/// <param name="start">The time at which the first one is played; the others keep their distance from it.</param>
internal sealed class ReplayMapping(string host, VirtualTime start)
{
    private readonly SortedSet<TaskSerial> _unbegun = [];
    private readonly SortedDictionary<TaskSerial, MmSerial> _living = [];
    private readonly HashSet<MmSerial> _heaps = [];
    private VirtualTime _last;

    /// <summary>Tasks that the trace leaves running.</summary>
    public int LivingCount => _living.Count;

    /// <summary>The events to play for one of a trace; none for one that changes nothing.</summary>
    public ReplayEvent? Map(TraceEvent traced)
    {
        _last = start + traced.At;
        switch (traced)
        {
            case StartEvent { Mm.Number: 0 }:
                // The trace does not have the tracer's own address space; the task appears with its first exec.
                _unbegun.Add(traced.Task);
                return null;
            case StartEvent:
                return Appear(traced);
            case ExecEvent { Outcome.Succeeded: true } when _unbegun.Remove(traced.Task):
                return Appear(traced);
            case ExecEvent { Outcome.Succeeded: true }:
                _living[traced.Task] = traced.Mm;
                return Of(traced, ReplayKind.Exec, Name(traced.Mm));
            case CloneEvent { Outcome.Succeeded: true, Child: { } child, ChildMm: { } childMm } clone:
                _living[child] = childMm;
                if (_heaps.Contains(traced.Mm))
                {
                    _heaps.Add(childMm);
                }

                return Of(traced, ReplayKind.Fork, Name(childMm)) with
                {
                    Child = Name(child),
                    ForkKind = KindOf(clone.Kind),
                };
            case ExitEvent exit when _living.Remove(traced.Task):
                return Of(traced, ReplayKind.Exit, Name(traced.Mm)) with { IsOrderly = exit.Kind != ExitKind.Killed };
            default:
                return MapMemory(traced);
        }
    }

    /// <summary>Ends the tasks that the trace leaves running, so none of its objects remains.</summary>
    public IEnumerable<ReplayEvent> EndAll()
    {
        foreach (var (task, mm) in _living)
        {
            yield return new(_last, Name(task), ReplayKind.Exit, Name(mm), default, default, true, null);
        }

        _living.Clear();
    }

    private static ForkKind KindOf(CloneKind kind) =>
        kind switch
        {
            CloneKind.Fork => ForkKind.Fork,
            CloneKind.SharedProcess => ForkKind.SharedMm,
            _ => ForkKind.Thread,
        };

    private ReplayEvent Appear(TraceEvent traced)
    {
        _living[traced.Task] = traced.Mm;
        return Of(traced, ReplayKind.Appear, Name(traced.Mm));
    }

    private ReplayEvent? MapMemory(TraceEvent traced)
    {
        if (!_living.ContainsKey(traced.Task))
        {
            return null;
        }

        var mm = Name(traced.Mm);

        // execve has decided where the heap begins; the first brk of an address space shows it.
        var memory =
            traced is BreakEvent { Outcome.Succeeded: true } first && _heaps.Add(traced.Mm)
                ? MemorySteps.HeapStart(first, mm)
                : MemorySteps.Of(traced, mm);
        return memory is null
            ? null
            : Of(traced, ReplayKind.Memory, mm) with
            {
                Memory = memory,
                Expected = ((CallEvent)traced).Outcome.Errno ?? default,
            };
    }

    private ReplayEvent Of(TraceEvent traced, ReplayKind kind, ObjectName mm) =>
        new(start + traced.At, Name(traced.Task), kind, mm, default, default, false, null);

    private ObjectName Name(TaskSerial task) => new(host, ObjectKind.Task, task.ToString());

    private ObjectName Name(MmSerial mm) => new(host, ObjectKind.Mm, mm.ToString());
}
