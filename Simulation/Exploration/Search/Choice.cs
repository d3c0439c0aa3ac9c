using SvaOrleans.Simulation.Exploration.Order;

namespace SvaOrleans.Simulation.Exploration.Search;

/// <summary>A step that was chosen at a node, and what it turned out to touch.</summary>
internal sealed class Choice(long sequence)
{
    /// <summary>The step.</summary>
    internal long Sequence => sequence;

    /// <summary>What it touched, in all its outcomes so far.</summary>
    internal Footprint Footprint { get; private set; }

    /// <summary>False until it has run for the first time.</summary>
    internal bool IsKnown { get; private set; }

    internal void Learn(in Footprint footprint)
    {
        Footprint = footprint with { Touches = footprint.Touches | Footprint.Touches };
        IsKnown = true;
    }
}
