namespace SvaOrleans.Simulation;

/// <content>Time passes when nothing is ready.</content>
public sealed partial class World
{
    private bool AdvanceTime(long limit)
    {
        long timer = Clock.NextDue;
        long timeout = NextTimeout();
        timer = Math.Min(timer, NextHeldDue());
        if (timer == long.MaxValue && (timeout == long.MaxValue || Options.OnDeadlock == DeadlockPolicy.Report))
        {
            return false;
        }

        long next = Math.Min(timer, timeout);
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
        foreach (PendingCalls pending in _pending)
        {
            pending.TakeDue(next, _due);
        }

        foreach (GrainRequest request in _due)
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

        foreach (Activation activation in _activations)
        {
            TimeSpan age = activation.Slot.Class.IdleAge ?? usual;
            if (activation.Silo is not null && activation.IsIdle && Clock.Now >= activation.KeptUntil && Clock.Now - activation.IdleSince >= age.Ticks)
            {
                activation.Deactivate(DeactivationCause.Idle);
            }
        }
    }
}
