namespace SvaOrleans.Model.Events;

/// <summary>Where grains put their events. Appending makes no grain call and never waits.</summary>
public interface IEventSink
{
    /// <summary>Appends an event.</summary>
    /// <param name="happened">What happened.</param>
    void Append(in SvaEvent happened);

    /// <summary>True if it takes every event; false if it takes warnings, violations and verdicts alone, without the step that caused
    /// them.</summary>
    bool TakesAll => true;
}
