using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Faults;
using SvaOrleans.Simulation.Engine.Steps;
using SvaOrleans.Simulation.Engine.Strategies;

namespace SvaOrleans.Simulation.Exploration.Runs;

/// <summary>Chooses faults for strategies that choose steps alone: at a few random moments, a random one of a random kind.</summary>
internal sealed class FaultDice
{
    // Moments are drawn from short and long stretches alike, since nobody knows how long a schedule will be.
    private const int ShortestStretch = 8;
    private const int Stretches = 8;
    private const int MomentsMax = 8;

    private readonly SortedSet<int> _moments = [];
    private Xoshiro _stream;
    private int _asked;
    private bool _isDue;

    /// <summary>A schedule begins.</summary>
    /// <param name="strategy">The strategy's name with its seed: the same one meets the same faults.</param>
    internal void Begin(string strategy)
    {
        _stream = new(RunHash.Of(strategy));
        _moments.Clear();
        for (var moment = 0; moment < MomentsMax; moment++)
        {
            _moments.Add(_stream.Below(ShortestStretch << _stream.Below(Stretches)));
        }

        _asked = 0;
        _isDue = false;
    }

    /// <summary>Chooses.</summary>
    /// <param name="ready">What is possible.</param>
    /// <returns>A fault's position; null for none now.</returns>
    internal int? Choose(ReadySteps ready)
    {
        _isDue |= _moments.Contains(_asked++);
        if (!_isDue)
        {
            return null;
        }

        _isDue = false;
        List<FaultKinds> kinds = [];
        for (var index = 0; index < ready.FaultCount; index++)
        {
            if (!kinds.Contains(ready.Faults[index].Fault))
            {
                kinds.Add(ready.Faults[index].Fault);
            }
        }

        var kind = kinds[_stream.Below(kinds.Count)];
        List<int> candidates = [];
        for (var index = 0; index < ready.FaultCount; index++)
        {
            if (ready.Faults[index].Fault == kind)
            {
                candidates.Add(index);
            }
        }

        return candidates[_stream.Below(candidates.Count)];
    }
}
