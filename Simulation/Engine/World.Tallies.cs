using SvaOrleans.Simulation.Engine.Silos;
using SvaOrleans.Simulation.Engine.Tallies;

namespace SvaOrleans.Simulation.Engine;

/// <content>Counts of what grains do, for who watches a world from outside.</content>
public sealed partial class World
{
    private ClassTally[] _tallies = [];

    /// <summary>What the grains did, by silo and class, in the order of their first activations; empty unless
    /// <see cref="WorldOptions.CountsCalls"/>. Other threads may read.</summary>
    public IReadOnlyList<ClassTally> Tallies => Volatile.Read(ref _tallies);

    private ClassTally? TallyOf(GrainClass grainClass, SimulatedSilo silo)
    {
        if (!Options.CountsCalls)
        {
            return null;
        }

        foreach (var tally in _tallies)
        {
            if (ReferenceEquals(tally.Class, grainClass) && ReferenceEquals(tally.Silo, silo))
            {
                return tally;
            }
        }

        ClassTally made = new(grainClass, silo, Options.CostOf);
        Volatile.Write(ref _tallies, [.. _tallies, made]);
        return made;
    }
}
