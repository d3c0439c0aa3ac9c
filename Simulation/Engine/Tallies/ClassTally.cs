using SvaOrleans.Simulation.Engine.Silos;

namespace SvaOrleans.Simulation.Engine.Tallies;

/// <summary>Counts what the grains of one class do on one silo. Written by the world's thread alone; other threads may read.</summary>
public sealed class ClassTally
{
    private CallTally[] _methods = [];
    private readonly Func<GrainRequest, Func<GrainRequest, long>?>? _costOf;
    private long _activations;
    private long _received;
    private long _left;

    internal ClassTally(GrainClass grainClass, SimulatedSilo silo, Func<GrainRequest, Func<GrainRequest, long>?>? costOf)
    {
        _costOf = costOf;
        Class = grainClass;
        Silo = silo;
    }

    /// <summary>The class.</summary>
    public GrainClass Class { get; }

    /// <summary>The silo.</summary>
    public SimulatedSilo Silo { get; }

    /// <summary>Activations that live.</summary>
    public long Activations => Volatile.Read(ref _activations);

    /// <summary>Requests that wait or run at them.</summary>
    public long Queued
    {
        get
        {
            // In this order, so that another thread that reads meanwhile never sees fewer than none.
            var left = Volatile.Read(ref _left);
            return Volatile.Read(ref _received) - left;
        }
    }

    /// <summary>The methods that were called, in the order of their first calls.</summary>
    public IReadOnlyList<CallTally> Methods => Volatile.Read(ref _methods);

    internal void Came() => _activations++;

    internal void Went() => _activations--;

    internal void Received() => _received++;

    internal void Left(long requests = 1) => _left += requests;

    internal CallTally Of(GrainRequest request)
    {
        var method = request.Method;
        // A class has few methods; a handful of comparisons is cheaper than a hash.
        foreach (var tally in _methods)
        {
            if (ReferenceEquals(tally.Method, method))
            {
                return tally;
            }
        }

        CallTally made = new(this, method, _costOf?.Invoke(request));
        Volatile.Write(ref _methods, [.. _methods, made]);
        return made;
    }
}
