using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Strategies;

namespace SvaOrleans.Simulation.Exploration.Strategies;

/// <summary>Probabilistic concurrency testing: chains of steps have random priorities, the highest that is ready runs, and at a few random
/// moments the priority of what runs falls below all others. A bug that needs d ordered events is found with a known least probability.</summary>
/// <remarks>Burckhardt, Kothari, Musuvathi, Nagarakatte, ASPLOS 2010; over chains of messages instead of threads: Ozkan, Majumdar, Niksic,
/// Tabaei Befrouei, Weissenbacher, OOPSLA 2018.</remarks>
/// <param name="depth">How many ordered events the bug may need, at least 1.</param>
public sealed class Pct(int depth) : SeededStrategy
{
    /// <inheritdoc/>
    public override string Name => $"pct:{depth}";

    /// <inheritdoc/>
    public override Strategy Of(ulong seed) => new Chains(seed, depth);

    private sealed class Chains(ulong seed, int depth) : Strategy
    {
        // Where priorities fall is drawn from as many choices as the longest schedule had so far, at least this many.
        private const int LengthLeast = 64;

        private readonly Dictionary<long, long> _priorities = [];
        private readonly SortedSet<int> _falls = [];
        private Xoshiro _stream;
        private long _lowest;
        private int _choices;
        private long _heir;

        public override string Name => $"pct:{depth}({seed})";

        public override void Begin()
        {
            _stream = new(seed);
            _priorities.Clear();
            _falls.Clear();
            _lowest = 0;
            _choices = 0;
            _heir = long.MaxValue;
            var length = LengthLeast << _stream.Below(3);
            for (var fall = 1; fall < depth; fall++)
            {
                _falls.Add(_stream.Below(length));
            }
        }

        public override int Choose(ReadySteps ready)
        {
            var best = 0;
            var highest = long.MinValue;
            for (var index = 0; index < ready.Count; index++)
            {
                var priority = PriorityOf(ready[index]);
                if (priority > highest)
                {
                    (best, highest) = (index, priority);
                }
            }

            if (_falls.Contains(_choices++))
            {
                _priorities[ready[best].Sequence] = --_lowest;
                return Again(ready);
            }

            _heir = highest;
            return best;
        }

        public override int Draw(int bound) => _stream.Below(bound);

        private int Again(ReadySteps ready)
        {
            var best = 0;
            for (var index = 1; index < ready.Count; index++)
            {
                best = PriorityOf(ready[index]) > PriorityOf(ready[best]) ? index : best;
            }

            _heir = PriorityOf(ready[best]);
            return best;
        }

        // The first step that a step makes ready goes on with its chain; others begin chains of their own.
        private long PriorityOf(Step step)
        {
            if (_priorities.TryGetValue(step.Sequence, out var priority))
            {
                return priority;
            }

            priority = _heir != long.MaxValue ? _heir : _stream.Below(int.MaxValue);
            _heir = long.MaxValue;
            _priorities[step.Sequence] = priority;
            return priority;
        }
    }
}
