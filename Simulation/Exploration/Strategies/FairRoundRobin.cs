using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Strategies;

namespace SvaOrleans.Simulation.Exploration.Strategies;

/// <summary>Grains take turns, and each takes its oldest step: nothing that is ready waits for ever. For liveness. The seed says who begins.</summary>
public sealed class FairRoundRobin : SeededStrategy
{
    /// <inheritdoc/>
    public override string Name => "fair";

    /// <inheritdoc/>
    public override Strategy Of(ulong seed) => new Turns(seed);

    private sealed class Turns(ulong seed) : Strategy
    {
        private ulong _last;
        private Xoshiro _stream;

        public override string Name => $"fair({seed})";

        public override void Begin()
        {
            _stream = new(seed);
            _last = _stream.Next();
        }

        public override int Choose(ReadySteps ready)
        {
            var best = -1;
            var nearest = ulong.MaxValue;
            for (var index = 0; index < ready.Count; index++)
            {
                // The next grain around the circle of their names' numbers; the last one to have a turn comes last.
                var distance = unchecked(ready[index].Grain.RunHash - _last - 1);
                if (distance < nearest || best < 0)
                {
                    (best, nearest) = (index, distance);
                }
                else if (distance == nearest && ready[index].Sequence < ready[best].Sequence)
                {
                    best = index;
                }
            }

            _last = ready[best].Grain.RunHash;
            return best;
        }

        public override int Draw(int bound) => _stream.Below(bound);
    }
}
