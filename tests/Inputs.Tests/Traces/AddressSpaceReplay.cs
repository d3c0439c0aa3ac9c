using SvaOrleans.Inputs.Traces.Events;

namespace SvaOrleans.Inputs.Tests.Traces;

/// <summary>Replays a trace's mappings page by page and complains about what a kernel could not have done.</summary>
internal sealed class AddressSpaceReplay
{
    private readonly Dictionary<MmSerial, HashSet<ulong>> _spaces = [];
    private readonly Dictionary<TaskSerial, MmSerial> _tasks = [];
    private readonly Dictionary<MmSerial, int> _users = [];

    public bool WatchesPages { get; init; } = true;

    public List<string> Complaints { get; } = [];

    public void Apply(TraceEvent one)
    {
        if (one is not (StartEvent or ExecEvent) && (!_tasks.TryGetValue(one.Task, out var mm) || mm != one.Mm))
        {
            Complain(one, "task is not alive in this address space");
        }

        switch (one)
        {
            case MapEvent or UnmapEvent or RemapEvent when !WatchesPages:
                break;
            case StartEvent:
                Join(one.Task, one.Mm);
                break;
            case CloneEvent { Outcome.Succeeded: true } clone:
                if (clone.Kind == CloneKind.Fork)
                {
                    _spaces[clone.ChildMm!.Value] = [.. Pages(one.Mm)];
                }

                Join(clone.Child!.Value, clone.ChildMm!.Value);
                break;
            case ExecEvent { Outcome.Succeeded: true } exec:
                if (exec.Replaced is { } replaced && Leave(one.Task, replaced) != exec.ReplacedEnds)
                {
                    Complain(one, "end of the replaced address space");
                }

                Join(one.Task, one.Mm);
                break;
            case ExitEvent exit:
                if (Leave(one.Task, one.Mm) != exit.MmEnds)
                {
                    Complain(one, "end of the address space");
                }

                break;
            case MapEvent { Outcome.Succeeded: true } map:
                Add(one, map.Range, mayReplace: map.Placement == Placement.Fixed);
                break;
            case UnmapEvent { Outcome.Succeeded: true } unmap:
                Remove(one.Mm, unmap.Range);
                break;
            case RemapEvent { Outcome.Succeeded: true } remap:
                if (!remap.KeepsOld && remap.OldLengthBytes > 0)
                {
                    Remove(one.Mm, remap.OldRange);
                }

                Add(one, remap.NewRange, mayReplace: remap.Fixed);
                break;
        }
    }

    private void Join(TaskSerial task, MmSerial mm)
    {
        _tasks[task] = mm;
        _users[mm] = _users.GetValueOrDefault(mm) + 1;
    }

    private bool Leave(TaskSerial task, MmSerial mm)
    {
        _tasks.Remove(task);
        var last = --_users[mm] == 0;
        if (last)
        {
            _spaces.Remove(mm);
        }

        return last;
    }

    private HashSet<ulong> Pages(MmSerial mm)
    {
        if (!_spaces.TryGetValue(mm, out var pages))
        {
            _spaces.Add(mm, pages = []);
        }

        return pages;
    }

    private void Add(TraceEvent one, PageRange range, bool mayReplace)
    {
        // Reservations of terabytes are looked at by their first megabytes.
        var pages = Pages(one.Mm);
        var end = range.First.Value + Math.Min(range.Count, 4096);
        for (var page = range.First.Value; page < end; page++)
        {
            if (!pages.Add(page) && !mayReplace)
            {
                Complain(one, $"page {page:x} is mapped already");
                return;
            }
        }
    }

    private void Remove(MmSerial mm, PageRange range)
    {
        var pages = Pages(mm);
        if (range.Count > (ulong)pages.Count)
        {
            pages.RemoveWhere(p => range.Contains(new PageNumber(p)));
            return;
        }

        for (var page = range.First.Value; page < range.End.Value; page++)
        {
            pages.Remove(page);
        }
    }

    private void Complain(TraceEvent one, string what) => Complaints.Add($"line {one.Line}, task {one.Task}, {one.Mm}: {what}");
}
