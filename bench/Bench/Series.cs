using System.Diagnostics;

namespace SvaOrleans.Bench;

/// <summary>Repeats one piece of work and remembers how fast it went.</summary>
/// <param name="name">The repeated work.</param>
/// <param name="times">How often one run repeats it.</param>
/// <param name="work">One run.</param>
internal sealed class Series(string name, int times, Func<Task> work)
{
    private readonly List<double> _rates = [];
    private readonly List<double> _processorRates = [];
    private readonly List<double> _bytes = [];

    /// <summary>Bytes allocated each time, median.</summary>
    public double Bytes => Median(_bytes);

    /// <summary>Makes a run.</summary>
    /// <param name="counts">Whether to remember it.</param>
    public async Task Run(bool counts)
    {
        GC.Collect();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var processor = ProcessorTime.Now;
        var start = Stopwatch.GetTimestamp();
        await work();
        var elapsed = Stopwatch.GetElapsedTime(start);
        processor = ProcessorTime.Now - processor;
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        if (counts)
        {
            _rates.Add(times / elapsed.TotalSeconds);
            _processorRates.Add(times / Math.Max(processor.TotalSeconds, 1e-6));
            _bytes.Add((double)allocated / times);
        }
    }

    /// <summary>The measured rate.</summary>
    public Rate Rate => new(name, Median(_rates), _rates.Min(), _rates.Max(), Median(_processorRates));

    /// <summary>How many of these take the processor time of one of the other: the median over the runs, as a slow spell of the machine
    /// hits both.</summary>
    /// <param name="other">The other.</param>
    public double Over(Series other) => Median([.. _processorRates.Zip(other._processorRates, static (mine, theirs) => mine / theirs)]);

    private static double Median(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
