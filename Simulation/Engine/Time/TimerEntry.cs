using SvaOrleans.Simulation.Engine.Activations;

namespace SvaOrleans.Simulation.Engine.Time;

/// <summary>Something that happens at one activation at a virtual time.</summary>
internal sealed class TimerEntry(Activation at, TimerCallback callback, object? state) : Step(at.Slot, null)
{
    public override Activation At => at;

    public override GrainSlot Grain => at.Slot;

    /// <summary>When it is due, in ticks.</summary>
    internal long Due { get; set; }

    /// <summary>Breaks ties between entries with the same due time.</summary>
    internal long Order { get; set; }

    /// <summary>True while the entry waits for its due time.</summary>
    internal bool IsArmed { get; set; }

    /// <summary>True while the entry waits among the ready steps; disarming it then makes the step do nothing.</summary>
    internal bool IsFired { get; set; }

    internal bool IsReady { get; set; }

    internal override void Run(World world)
    {
        IsReady = false;
        if (!IsFired)
        {
            return;
        }

        IsFired = false;
        if (at.State == ActivationState.Invalid)
        {
            return;
        }

        World.EnterTurn(at);
        world.LeaveContext();
        callback(state);
    }
}
