using SvaOrleans.Model.Events;

namespace SvaOrleans.Silo.Events;

/// <summary>Collects the events of the grains in this process until somebody takes them.</summary>
/// <param name="keepsAll">Whether every event is kept; else only warnings, violations and verdicts.</param>
public sealed class EventLog(bool keepsAll) : IEventSink
{
    private readonly Lock gate = new();
    private List<SvaEvent> collected = [];

    /// <inheritdoc/>
    public void Append(in SvaEvent happened)
    {
        if (!keepsAll && happened.Kind < SvaEventKind.Warning)
        {
            return;
        }

        // On a cluster many activations append at once; on the simulated engine the lock is free.
        lock (gate)
        {
            collected.Add(happened);
        }
    }

    /// <summary>Takes what was collected, merged by time, object and sequence.</summary>
    public IReadOnlyList<SvaEvent> Take()
    {
        List<SvaEvent> taken;
        lock (gate)
        {
            taken = collected;
            collected = [];
        }

        taken.Sort();
        return taken;
    }
}
