using SvaOrleans.Silo.Clusters;
using SvaOrleans.Simulation.Engine.Tallies;

namespace SvaOrleans.Silo.Simulated;

/// <summary>Reads the engine's counters.</summary>
internal static class EngineActivity
{
    /// <summary>The activity of the grains of each living silo. The world may run meanwhile.</summary>
    /// <param name="tallies">The engine's counters.</param>
    /// <param name="silos">The silos.</param>
    public static IReadOnlyList<SiloActivity> Of(IReadOnlyList<ClassTally> tallies, IReadOnlyList<SiloView> silos) =>
        [
            .. from silo in silos
            where silo.State == SiloState.Up
            select new SiloActivity(
                silo.Name,
                [
                    .. tallies
                        .Where(tally => tally.Silo.Name == silo.Name && tally.Silo.IsAlive)
                        .OrderBy(static tally => tally.Class.Name, StringComparer.Ordinal)
                        .Select(Of),
                ]
            ),
        ];

    private static TypeActivity Of(ClassTally tally) =>
        new(
            tally.Class.Name,
            tally.Activations,
            tally.Queued,
            [
                .. tally
                    .Methods.GroupBy(static method => method.Method.Name, StringComparer.Ordinal)
                    .OrderBy(static methods => methods.Key, StringComparer.Ordinal)
                    .Select(static methods => new MethodActivity(
                        methods.Key,
                        methods.Sum(static method => method.Calls),
                        methods.Sum(static method => method.Faults),
                        methods.Sum(static method => method.CostSum),
                        methods.Max(static method => method.CostMax)
                    )),
            ]
        );
}
