namespace SvaOrleans.Model.Events;

/// <summary>Receives the events of grains. Appending makes no grain call and never waits.</summary>
public interface IEventSink
{
    /// <summary>Appends an event.</summary>
    void Append(in SvaEvent happened);

    /// <summary>True if it takes every event; false if it takes warnings, violations and verdicts alone, without the step that caused
    /// them.</summary>
    bool TakesAll => true;
}
