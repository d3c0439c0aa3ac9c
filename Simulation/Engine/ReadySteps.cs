using SvaOrleans.Simulation.Engine.Faults;

namespace SvaOrleans.Simulation.Engine;

/// <summary>The ready steps, in the order in which they became ready unless a strategy took from the middle.</summary>
/// <remarks>A ring. Taking from the middle moves the oldest step into the gap, so both ends cost the same and the order stays a function of the choices.</remarks>
public sealed class ReadySteps
{
    private Cell[] _ring = new Cell[64];
    private int _head;

    internal ReadySteps() { }

    /// <summary>How many steps are ready.</summary>
    public int Count { get; private set; }

    /// <summary>What may go wrong now, besides. A strategy that answers <see cref="Count"/> + n chooses fault n.</summary>
    public IReadOnlyList<FaultStep> Faults { get; internal set; } = [];

    /// <summary>How many <see cref="Faults"/> there are.</summary>
    public int FaultCount { get; internal set; }

    /// <summary>The step at a position from 0 (oldest) to <see cref="Count"/> - 1.</summary>
    /// <param name="index">The position.</param>
    public Step this[int index] =>
        (uint)index < (uint)Count ? _ring[(_head + index) & (_ring.Length - 1)].Step : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>The step that an answer of a strategy chooses: a ready one, or from <see cref="Count"/> on a fault.</summary>
    /// <param name="choice">The answer.</param>
    public Step StepAt(int choice) => choice < Count ? this[choice] : Faults[choice - Count];

    internal void Add(Step step)
    {
        var ring = _ring;
        var count = Count;
        if (count == ring.Length)
        {
            ring = Grow();
        }

        // What is there already is not written again: a compare is cheaper than the collector's write barrier.
        ref var cell = ref ring[(_head + count) & (ring.Length - 1)];
        if (!ReferenceEquals(cell.Step, step))
        {
            cell.Step = step;
        }

        Count = count + 1;
    }

    internal Step Take(int index)
    {
        var ring = _ring;
        var mask = ring.Length - 1;
        ref var oldest = ref ring[_head & mask];
        Step taken;
        if (index == 0)
        {
            taken = oldest.Step;
        }
        else
        {
            ref var slot = ref ring[(_head + index) & mask];
            taken = slot.Step;
            slot.Step = oldest.Step;
        }

        // An emptied ring starts again at its first cell; a call and its answer then use the same one. Cells out of reach keep what they held.
        _head = --Count == 0 ? 0 : (_head + 1) & mask;
        return taken;
    }

    internal void Clear()
    {
        Array.Clear(_ring);
        _head = 0;
        Count = 0;
    }

    private Cell[] Grow()
    {
        var larger = new Cell[_ring.Length * 2];
        for (var i = 0; i < Count; i++)
        {
            larger[i].Step = this[i];
        }

        _head = 0;
        return _ring = larger;
    }

    // An array of structs is written without the type check that an array of references needs.
    private struct Cell
    {
        internal Step Step;
    }
}
