using SvaOrleans.Simulation.Engine.Strategies;

namespace SvaOrleans.Simulation.Exploration.Strategies;

/// <summary>Several strategies by turns, as none is best for every bug.</summary>
public sealed class Portfolio : SeededStrategy
{
    private static readonly SeededStrategy[] Members =
    [
        new RandomWalk(),
        new Pct(2),
        new RandomWalk(),
        new Pct(3),
        new FairRoundRobin(),
        new Pct(5),
    ];

    /// <inheritdoc/>
    public override string Name => "portfolio";

    /// <inheritdoc/>
    public override Strategy Of(ulong seed) => Members[seed % (ulong)Members.Length].Of(seed / (ulong)Members.Length);
}
