using SvaOrleans.Simulation.Engine.Silos;

namespace SvaOrleans.Simulation.Engine.Tallies;

/// <summary>The tallies of a world, by silo and class. Other threads may read them.</summary>
internal sealed class TallyTable(World world)
{
    private ClassTally[] _tallies = [];

    internal IReadOnlyList<ClassTally> All => Volatile.Read(ref _tallies);

    internal void Reset() => _tallies = [];

    internal void Drop(SimulatedSilo silo) => Volatile.Write(ref _tallies, [.. _tallies.Where(tally => tally.Silo != silo)]);

    internal ClassTally? Of(GrainClass grainClass, SimulatedSilo silo)
    {
        if (!world.Options.CountsCalls)
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

        ClassTally made = new(grainClass, silo, world.Options.CostOf);
        Volatile.Write(ref _tallies, [.. _tallies, made]);
        return made;
    }
}
