using System.Globalization;
using SvaOrleans.Documents;
using SvaOrleans.Simulation.Exploration.Search;
using SvaOrleans.Simulation.Exploration.Strategies;

namespace SvaOrleans.Client.Exploring;

/// <summary>Strategies by the names that the console takes.</summary>
internal static class StrategyNames
{
    private const int DepthMax = 100;

    /// <summary>The names, for messages.</summary>
    public const string Known = "portfolio, random, pct:DEPTH, fair, exhaustive, sleep-sets or dfs";

    /// <summary>The strategy of a name.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static ExplorationStrategy Read(string name) =>
        name switch
        {
            "portfolio" => new Portfolio(),
            "random" => new RandomWalk(),
            "fair" => new FairRoundRobin(),
            "exhaustive" => new Exhaustive(),
            "sleep-sets" => new Exhaustive(Reduction.SleepSets),
            "dfs" => new Exhaustive(Reduction.None),
            "pct" => new Pct(3),
            _ when name.StartsWith("pct:", StringComparison.Ordinal)
                    && int.TryParse(name.AsSpan(4), NumberStyles.None, CultureInfo.InvariantCulture, out var depth)
                    && depth is >= 1 and <= DepthMax => new Pct(depth),
            _ => throw new InputException("--strategy", 0, 0, $"there is no strategy '{name}'", Known),
        };
}
