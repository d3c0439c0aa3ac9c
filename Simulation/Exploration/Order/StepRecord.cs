namespace SvaOrleans.Simulation.Exploration.Order;

/// <summary>A step of a schedule, as far as its order matters.</summary>
/// <param name="Sequence">The step's stable name: its place in the order in which steps became ready.</param>
/// <param name="Footprint">Where it ran, and what it touched.</param>
/// <param name="Cause">Place of the step that made it ready; -1 for none.</param>
/// <param name="Asked">Of an answer: place of the step that asked for it, before which it could not be seen; -1 for none.</param>
/// <param name="SliceStart">Place of the first step after time last moved: all before it happened before this step.</param>
/// <param name="PreviousHere">Place of the last step before it at the same grain; -1 for none.</param>
/// <param name="IsUnseen">Whether it was an answer that no code awaited yet, so that it had no effect.</param>
public readonly record struct StepRecord(
    long Sequence,
    Footprint Footprint,
    int Cause,
    int Asked,
    int SliceStart,
    int PreviousHere,
    bool IsUnseen
);
