using SvaOrleans.Model.Events;
using SvaOrleans.Simulation.Engine;

namespace SvaOrleans.Checking;

/// <summary>The events of the kernel objects in one schedule, in the order of their reports, each with the step that caused it.</summary>
public sealed class EventTrace : IEventSink
{
    private readonly List<(SvaEvent Event, long Step)> _events = [];
    private int _taken;

    /// <summary>The world in which it happens; before it is known, steps are 0.</summary>
    public World? World { get; set; }

    /// <summary>Everything since the last <see cref="Clear"/>.</summary>
    public IReadOnlyList<(SvaEvent Event, long Step)> Events => _events;

    /// <inheritdoc/>
    public void Append(in SvaEvent happened) => _events.Add((happened, World?.StepCount ?? 0));

    /// <summary>The events since the last call, merged by time, object and sequence.</summary>
    public IReadOnlyList<SvaEvent> Take()
    {
        var fresh = new List<SvaEvent>(_events.Count - _taken);
        for (; _taken < _events.Count; _taken++)
        {
            fresh.Add(_events[_taken].Event);
        }

        fresh.Sort();
        return fresh;
    }

    /// <summary>Forgets the events of a host: their effects ended with its boot.</summary>
    /// <param name="host">The host's name.</param>
    public void Forget(string host)
    {
        _taken -= _events.Take(_taken).Count(entry => entry.Event.Object.Host == host);
        _events.RemoveAll(entry => entry.Event.Object.Host == host);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _events.Clear();
        _taken = 0;
    }
}
