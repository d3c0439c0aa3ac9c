using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SvaOrleans.Silo.Clusters;

namespace SvaOrleans.Server.Activity;

/// <summary>Samples the calls per second and keeps the last quarter of an hour. Sampling runs whether or not a page is open.</summary>
internal sealed class CallHistory(IServedCluster cluster, TimeProvider time, ILogger<CallHistory> logger) : BackgroundService
{
    /// <summary>The time between two samples.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>How many samples are kept: a quarter of an hour.</summary>
    public const int SamplesMax = 15 * 60 / 5;

    private readonly Lock _gate = new();
    private readonly Queue<CallSample> _samples = new();
    private readonly Dictionary<string, (long Calls, long At)> _before = new(StringComparer.Ordinal);
    private long _count;

    /// <summary>The samples with higher numbers, the oldest first.</summary>
    public IReadOnlyList<CallSample> After(long number)
    {
        lock (_gate)
        {
            return [.. _samples.Where(sample => sample.Number > number)];
        }
    }

    /// <summary>Adds a sample. The first one has nothing to compare with.</summary>
    /// <param name="silos">What each silo has done since it started.</param>
    /// <param name="silosUp">How many silos take requests.</param>
    internal void Add(IReadOnlyList<SiloActivity> silos, int silosUp)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            var rate = silos.Sum(silo => RateOf(silo, now));
            if (_count++ > 0)
            {
                _samples.Enqueue(new(_count - 1, time.GetUtcNow(), rate, silosUp));
            }

            if (_samples.Count > SamplesMax)
            {
                _samples.Dequeue();
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                Add(await cluster.Activity(), cluster.Silos.Count(static silo => silo.State == SiloState.Up));
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                // A failed sample is a gap in the chart.
                ServeLog.NoActivity(logger, fault);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    // Per silo, the calls since its last answer. A new or restarted silo counts from 0.
    private double RateOf(SiloActivity silo, long now)
    {
        var calls = silo.Types.Sum(static type => type.Methods.Sum(static method => method.Calls));
        var isKnown = _before.TryGetValue(silo.Silo, out var last);
        _before[silo.Silo] = (calls, now);
        var span = isKnown ? time.GetElapsedTime(last.At, now) : Interval;
        return _count == 0 || span <= TimeSpan.Zero ? 0 : (calls - (isKnown && calls >= last.Calls ? last.Calls : 0)) / span.TotalSeconds;
    }
}

/// <summary>A sample of the call rate.</summary>
/// <param name="Number">Counts up from 1.</param>
/// <param name="At">The moment, by the server's clock.</param>
/// <param name="CallsPerSecond">Grain calls that ended per second, over all silos, since the sample before.</param>
/// <param name="SilosUp">How many silos took requests at that moment.</param>
public sealed record CallSample(long Number, DateTimeOffset At, double CallsPerSecond, int SilosUp);
