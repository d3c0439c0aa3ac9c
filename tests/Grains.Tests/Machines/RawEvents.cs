using SvaOrleans.Model.Events;

namespace SvaOrleans.Grains.Tests.Machines;

/// <summary>Keeps events in the order in which grains reported them, which on one thread is the order in which they happened.</summary>
internal sealed class RawEvents : IEventSink
{
    private List<SvaEvent> _events = [];

    public void Append(in SvaEvent happened) => _events.Add(happened);

    public IReadOnlyList<SvaEvent> Take()
    {
        var taken = _events;
        _events = [];
        return taken;
    }
}
