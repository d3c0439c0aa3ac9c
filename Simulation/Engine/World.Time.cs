using SvaOrleans.Simulation.Engine.Activations;
using SvaOrleans.Simulation.Engine.Calls;
using SvaOrleans.Simulation.Engine.Deadlocks;
using SvaOrleans.Simulation.Engine.Steps;

namespace SvaOrleans.Simulation.Engine;

/// <content>Time passes when nothing is ready.</content>
public sealed partial class World
{
    private bool AdvanceTime(long limit)
    {
        var timer = Clock.NextDue;
        var timeout = NextTimeout();
        timer = Math.Min(timer, NextHeldDue());
        if (timer == long.MaxValue && (timeout == long.MaxValue || Options.OnDeadlock == DeadlockPolicy.Report))
        {
            return false;
        }

        var next = Math.Min(timer, timeout);
        if (next > limit)
        {
            return false;
        }

        if (next == timeout)
        {
            LookAtWaits(isStuck: true); // a call that times out now may wait for work that is no step of the world
        }

        LookAtTimers();
        Clock.AdvanceTo(next);
        ReleaseHeld(next);
        CollectIdle();
        foreach (var pending in _pending)
        {
            pending.TakeDue(next, _due);
        }

        foreach (var request in _due)
        {
            MakeReady(new GiveUpStep(request, TimedOut(request)), StepKind.GiveUp);
        }

        _due.Clear();

        return true;
    }

    private void CollectIdle()
    {
        if (Options.IdleAge is not { } usual)
        {
            return;
        }

        foreach (var activation in _activations)
        {
            var age = activation.Slot.Class.IdleAge ?? usual;
            if (
                activation.Silo is not null
                && activation.IsIdle
                && Clock.Now >= activation.KeptUntil
                && Clock.Now - activation.IdleSince >= age.Ticks
            )
            {
                activation.Deactivate(DeactivationCause.Idle);
            }
        }
    }
}
