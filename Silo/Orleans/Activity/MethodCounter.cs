using System.Diagnostics;

namespace SvaOrleans.Silo.Cluster;

/// <summary>Counts the calls of one method at the grains of one type, from many threads at once, without a lock.</summary>
internal sealed class MethodCounter
{
    private long calls;
    private long faults;
    private long ticksSum;
    private long ticksMax;

    /// <summary>Calls that ended.</summary>
    public long Calls => Interlocked.Read(ref calls);

    /// <summary>Calls that ended in an exception.</summary>
    public long Faults => Interlocked.Read(ref faults);

    /// <summary>What the others took together, in nanoseconds.</summary>
    public long NanosecondsSum => Nanoseconds(Interlocked.Read(ref ticksSum));

    /// <summary>What the longest of them took, in nanoseconds.</summary>
    public long NanosecondsMax => Nanoseconds(Interlocked.Read(ref ticksMax));

    /// <summary>A call has ended in an exception.</summary>
    public void Failed()
    {
        Interlocked.Increment(ref calls);
        Interlocked.Increment(ref faults);
    }

    /// <summary>A call has ended.</summary>
    /// <param name="ticks">What it took, in ticks of the stop-watch.</param>
    public void Ended(long ticks)
    {
        Interlocked.Increment(ref calls);
        Interlocked.Add(ref ticksSum, ticks);
        for (var seen = Interlocked.Read(ref ticksMax); ticks > seen;)
        {
            var now = Interlocked.CompareExchange(ref ticksMax, ticks, seen);
            if (now == seen)
            {
                break;
            }

            seen = now;
        }
    }

    private static long Nanoseconds(long ticks) => (long)(ticks * (1e9 / Stopwatch.Frequency));
}
