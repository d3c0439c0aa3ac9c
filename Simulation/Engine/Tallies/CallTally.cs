namespace SvaOrleans.Simulation;

/// <summary>Counts the calls of one method at the grains of one class on one silo. Written by the world's thread alone; another thread
/// reads each figure whole, but two of them perhaps from before and after a call.</summary>
public sealed class CallTally
{
    private long _calls;
    private long _faults;
    private long _ticksSum;
    private long _ticksMax;

    internal CallTally(ClassTally owner, CallMethod method)
    {
        Owner = owner;
        Method = method;
    }

    /// <summary>The method.</summary>
    public CallMethod Method { get; }

    /// <summary>Calls that ended.</summary>
    public long Calls => Volatile.Read(ref _calls);

    /// <summary>Calls that ended in an exception.</summary>
    public long Faults => Volatile.Read(ref _faults);

    /// <summary>What they took together, from sent to carried out, in ticks of virtual time.</summary>
    public long TicksSum => Volatile.Read(ref _ticksSum);

    /// <summary>What the longest took, in the same.</summary>
    public long TicksMax => Volatile.Read(ref _ticksMax);

    internal ClassTally Owner { get; }

    internal void Count(long ticks, bool isFault)
    {
        _calls++;
        if (isFault)
        {
            _faults++;
        }

        // Virtual time stands still for most calls.
        if (ticks != 0)
        {
            _ticksSum += ticks;
            _ticksMax = Math.Max(_ticksMax, ticks);
        }
    }
}
