using SvaOrleans.Client.Rendering.Drawings;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Events;
using SvaOrleans.Scenarios.Plan;

namespace SvaOrleans.Client.Demo;

/// <summary>Draws an exit that an unbind waits for, from the events of it.</summary>
internal sealed class ExitSequence
{
    private const int Kill = 0;
    private const int IoMm = 1;

    private readonly List<string> _devices = [];
    private readonly List<SequenceRow> _rows = [];
    private VirtualTime _handlerEnteredAt;

    private int Unbind => _devices.Count + 2;

    /// <summary>The picture.</summary>
    /// <param name="results">The answers of the kill and of the unbind.</param>
    /// <param name="events">The events, by time.</param>
    public static IEnumerable<string> Draw(IReadOnlyList<(StepPlan Step, StepResult Result)> results, IReadOnlyList<SvaEvent> events)
    {
        var sequence = new ExitSequence();
        foreach (
            var device in events
                .Where(static happened => happened.Kind is SvaEventKind.DriverMmExit or SvaEventKind.DriverMmDetach)
                .Select(static happened => EventParties.Of(happened).Device!)
        )
        {
            if (!sequence._devices.Contains(device))
            {
                sequence._devices.Add(device);
            }
        }

        foreach (var happened in events)
        {
            sequence.Add(happened);
        }

        foreach (var (step, result) in results)
        {
            sequence.Add(step, result);
        }

        var inOrder = sequence._rows.OrderBy(static row => row.At).ToArray();
        List<Lifeline> lifelines =
        [
            new("kill"),
            new("io_mm"),
            .. sequence._devices.Select(static device => new Lifeline(device[^4..])),
            new("unbind"),
        ];
        return SequenceDrawing.Draw(lifelines, inOrder);
    }

    private int Device(string? name) => _devices.IndexOf(name ?? "") + 2;

    private void Add(in SvaEvent happened)
    {
        var at = happened.At;
        var device = EventParties.Of(happened).Device;
        switch (happened.Kind)
        {
            case SvaEventKind.MmExit:
                _rows.Add(new(at, Kill, Kill, "last user gone: exit") { Changes = [(Kill, Activity.Busy)] });
                break;
            case SvaEventKind.IoMmExit:
                _rows.Add(new(at, Kill, IoMm, "release: no new bonds"));
                break;
            case SvaEventKind.DriverMmExit:
                _handlerEnteredAt = at;
                _rows.Add(
                    new(at, Kill, Device(device), $"mm_exit of {Bdf.Short(device!)}") { Changes = [(Device(device), Activity.Busy)] }
                );
                break;
            case SvaEventKind.DriverMmExitDone:
                var took = at - _handlerEnteredAt;
                _rows.Add(
                    new(
                        at,
                        Device(device),
                        Kill,
                        took > VirtualTime.FromMicroseconds(100) ? $"returns after {Times.Of(took)}" : "returns at once"
                    )
                    {
                        Changes = [(Device(device), Activity.Idle)],
                    }
                );
                break;
            case SvaEventKind.DriverMmDetach:
                _rows.Add(new(at, IoMm, Device(device), happened.Value == 1 ? "detach: entry cleared" : "detach: entry stays"));
                break;
            case SvaEventKind.UnbindWaits:
                _rows.Add(new(at, Unbind, IoMm, "unbind: claimed, waits") { Changes = [(Unbind, Activity.Waiting)] });
                break;
            case SvaEventKind.UnbindResumes:
                _rows.Add(new(at, IoMm, Unbind, "the bond is gone") { Changes = [(Unbind, Activity.Idle)] });
                break;
            case SvaEventKind.IoMmFree:
                _rows.Add(new(at, IoMm, IoMm, "last reference dropped"));
                break;
            case SvaEventKind.PasidFree:
                _rows.Add(new(at, IoMm, IoMm, $"PASID {happened.Pasid} is free again"));
                break;
            case SvaEventKind.MmExitDone:
                _rows.Add(new(at, Kill, Kill, $"{happened.Value} pages are freed"));
                break;
            case SvaEventKind.DriverMmFree:
                _rows.Add(new(at, IoMm, IoMm, "its memory is freed"));
                break;
            default:
                break;
        }
    }

    private void Add(StepPlan step, StepResult result)
    {
        if (step.Keyword == "kill")
        {
            _rows.Add(new(result.At, Kill, Kill, $"kill returns {result.Error}") { Changes = [(Kill, Activity.Idle)] });
        }
        else if (step.Label == "unbind")
        {
            _rows.Add(new(result.At, Unbind, Unbind, $"unbind returns {result.Error}"));
        }
    }
}
