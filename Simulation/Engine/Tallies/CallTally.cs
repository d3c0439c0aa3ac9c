using SvaOrleans.Simulation.Engine.Calls;

namespace SvaOrleans.Simulation.Engine.Tallies;

/// <summary>Counts the calls of one method at the grains of one class on one silo. Written by the world's thread alone; another thread
/// reads each figure whole, but two of them perhaps from before and after a call.</summary>
public sealed class CallTally
{
    private readonly Func<GrainRequest, long>? _cost;
    private long _calls;
    private long _faults;
    private long _costSum;
    private long _costMax;

    internal CallTally(ClassTally owner, CallMethod method, Func<GrainRequest, long>? cost)
    {
        _cost = cost;
        Owner = owner;
        Method = method;
    }

    /// <summary>The method.</summary>
    public CallMethod Method { get; }

    /// <summary>Calls that ended.</summary>
    public long Calls => Volatile.Read(ref _calls);

    /// <summary>Calls that ended in an exception.</summary>
    public long Faults => Volatile.Read(ref _faults);

    /// <summary>What those that ended without exception cost together, as <see cref="WorldOptions.CostOf"/> tells it.</summary>
    public long CostSum => Volatile.Read(ref _costSum);

    /// <summary>What the dearest cost.</summary>
    public long CostMax => Volatile.Read(ref _costMax);

    internal ClassTally Owner { get; }

    internal void Count(GrainRequest request, bool isFault)
    {
        _calls++;
        if (isFault)
        {
            _faults++;
        }
        else if (_cost is { } cost)
        {
            var spent = cost(request);
            _costSum += spent;
            _costMax = Math.Max(_costMax, spent);
        }
    }
}
