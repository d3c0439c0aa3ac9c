using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Events;

namespace SvaOrleans.Scenarios.Running;

/// <summary>Sums over a run: how often each event happened, and what the results' figures add up to.</summary>
internal sealed class Costs
{
    private readonly SortedDictionary<string, long> _counters = new(StringComparer.Ordinal);

    /// <summary>The sums by name.</summary>
    public IReadOnlyDictionary<string, long> Counters => _counters;

    /// <summary>The longest exit of an address space, modelled, in nanoseconds.</summary>
    public long TeardownMaxNs { get; private set; }

    /// <summary>Time that exits of address spaces took, modelled, in nanoseconds, in sum.</summary>
    public long TeardownNs { get; private set; }

    /// <summary>A sum; 0 for one never counted.</summary>
    public long this[string name] => _counters.GetValueOrDefault(name);

    public void Add(string name, long value)
    {
        if (value != 0)
        {
            _counters[name] = _counters.GetValueOrDefault(name) + value;
        }
    }

    /// <summary>Adds a step's figures.</summary>
    public void Add(StepResult result)
    {
        foreach (var (name, value) in result.Figures)
        {
            if (name == "teardownNs")
            {
                TeardownNs += value;
                TeardownMaxNs = Math.Max(TeardownMaxNs, value);
            }
            else if (name == "exitedMm")
            {
                Add("exits", value);
            }
            else if (CounterNames.IsSum(name))
            {
                Add(name, value);
            }
        }
    }

    /// <summary>Adds a replay's figures.</summary>
    public void Add(ReplayFigures figures)
    {
        foreach (var (name, value) in ReplayFigureNames.Of(figures))
        {
            if (CounterNames.IsSum(name))
            {
                Add(name, value);
            }
        }

        TeardownNs += figures.TeardownTotal.Nanoseconds;
        TeardownMaxNs = Math.Max(TeardownMaxNs, figures.TeardownMax.Nanoseconds);
    }
}
