using SvaOrleans.Model.Events;
using SvaOrleans.Simulation.Engine;

namespace SvaOrleans.Checking;

/// <summary>What happened at the kernel objects of one schedule, in the order in which they told of it, each with the step during which.</summary>
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

    /// <summary>What was added since the last call, merged by time, object and sequence.</summary>
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

    /// <summary>Forgets what happened on a host: what came of it is gone with its boot.</summary>
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
