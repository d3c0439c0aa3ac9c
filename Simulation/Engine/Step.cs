using SvaOrleans.Simulation.Engine.Calls;
using SvaOrleans.Simulation.Engine.Steps;

namespace SvaOrleans.Simulation.Engine;

/// <summary>One thing that can happen next. Steps are atomic: nothing else runs while one does.</summary>
public abstract class Step
{
    private protected Step(CallMethod? method) => Method = method;

    private protected Step(GrainSlot grain, CallMethod? method)
    {
        Method = method;
        Print = PrintOf(grain, method);
    }

    /// <summary>What the step does.</summary>
    public StepKind Kind { get; internal set; }

    /// <summary>Position in the order in which steps became ready in this run, from 1; the step's stable name.</summary>
    public long Sequence { get; internal set; }

    /// <summary>Number of the step during which this one became ready; 0 if it was made from outside of the loop.</summary>
    public long Cause { get; internal set; }

    /// <summary>The grain method concerned, or null for a continuation or a bare timer.</summary>
    public CallMethod? Method { get; }

    /// <summary>The activation at which the step runs, or null if a request's target has none yet.</summary>
    public abstract Activation? At { get; }

    /// <summary>The grain at which the step runs.</summary>
    public abstract GrainSlot Grain { get; }

    /// <summary>Grain and method as a number, for the run's rolling hash.</summary>
    internal ulong Print { get; private protected set; }

    internal abstract void Run(World world);

    /// <inheritdoc/>
    public override string ToString() => Method is { } method ? $"{Kind} {Grain} {method}" : $"{Kind} {Grain}";

    private protected static ulong PrintOf(GrainSlot grain, CallMethod? method) => grain.RunHash ^ (method?.RunHash ?? 0);
}
