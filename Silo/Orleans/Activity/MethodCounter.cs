using System.Diagnostics;

namespace SvaOrleans.Silo.Orleans.Activity;

/// <summary>Counts the calls of one method at the grains of one type, from many threads at once, without a lock.</summary>
internal sealed class MethodCounter
{
    private long _calls;
    private long _faults;
    private long _ticksSum;
    private long _ticksMax;

    /// <summary>Calls that ended.</summary>
    public long Calls => Interlocked.Read(ref _calls);

    /// <summary>Calls that ended in an exception.</summary>
    public long Faults => Interlocked.Read(ref _faults);

    /// <summary>The sum of the times of the other calls, in nanoseconds.</summary>
    public long NanosecondsSum => Nanoseconds(Interlocked.Read(ref _ticksSum));

    /// <summary>The longest time of those calls, in nanoseconds.</summary>
    public long NanosecondsMax => Nanoseconds(Interlocked.Read(ref _ticksMax));

    /// <summary>Counts a call that has ended in an exception.</summary>
    public void Failed()
    {
        Interlocked.Increment(ref _calls);
        Interlocked.Increment(ref _faults);
    }

    /// <summary>Counts a call that has ended.</summary>
    /// <param name="ticks">Its time, in ticks of the stopwatch.</param>
    public void Ended(long ticks)
    {
        Interlocked.Increment(ref _calls);
        Interlocked.Add(ref _ticksSum, ticks);
        for (var seen = Interlocked.Read(ref _ticksMax); ticks > seen; )
        {
            var now = Interlocked.CompareExchange(ref _ticksMax, ticks, seen);
            if (now == seen)
            {
                break;
            }

            seen = now;
        }
    }

    private static long Nanoseconds(long ticks) => (long)(ticks * (1e9 / Stopwatch.Frequency));
}
