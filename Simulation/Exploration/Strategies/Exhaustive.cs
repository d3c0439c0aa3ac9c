using SvaOrleans.Simulation.Engine.Strategies;
using SvaOrleans.Simulation.Exploration.Search;

namespace SvaOrleans.Simulation.Exploration.Strategies;

/// <summary>Every schedule, or one of each class of schedules that mean the same: depth first, without any list of states.</summary>
/// <remarks>Stateless search: Godefroid, POPL 1997. The reductions' sources stand at <see cref="Reduction"/>.</remarks>
/// <param name="reduction">What is left out.</param>
public sealed class Exhaustive(Reduction reduction = Reduction.SourceSets) : ExplorationStrategy
{
    /// <inheritdoc/>
    public override string Name =>
        reduction switch
        {
            Reduction.None => "dfs",
            Reduction.SleepSets => "sleep-sets",
            _ => "exhaustive",
        };

    internal override Campaign Begin(int workers, ulong seed, Func<bool> isStopped) =>
        new Tree(new(Name, reduction, workers, isStopped), workers);

    private sealed class Tree(SearchTree tree, int workers) : Campaign
    {
        private readonly bool[] _hasRun = new bool[workers];

        internal override bool IsExhausted => tree.IsExhausted;

        internal override Strategy? Next(int worker, long number)
        {
            var isFirst = !_hasRun[worker];
            Strategy? next = tree.Next(worker, isFirst);
            _hasRun[worker] = next is not null;
            return next;
        }
    }
}
