using SvaOrleans.Simulation.Engine.Tallies;

namespace SvaOrleans.Simulation.Engine;

/// <content>Counts of what grains do, for observers outside of the world.</content>
public sealed partial class World
{
    /// <summary>The counts, by silo and class, in the order of their first activations; empty unless
    /// <see cref="WorldOptions.CountsCalls"/>. Other threads may read.</summary>
    public IReadOnlyList<ClassTally> Tallies => Tally.All;

    internal TallyTable Tally { get; }
}
