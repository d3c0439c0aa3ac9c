namespace SvaOrleans.Model.Events;

/// <summary>Where grains put their events. Appending makes no grain call and never waits.</summary>
public interface IEventSink
{
    /// <summary>Appends an event.</summary>
    /// <param name="happened">What happened.</param>
    void Append(in SvaEvent happened);

    /// <summary>Whether it takes every event; else warnings, violations and verdicts alone, and nobody asks for which step they were.</summary>
    bool TakesAll => true;
}
