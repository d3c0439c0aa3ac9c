using SvaOrleans.Simulation.Engine.Calls;
using SvaOrleans.Simulation.Engine.Steps;

namespace SvaOrleans.Simulation.Engine.Activations;

/// <summary>Makes the instance of an activation and runs its <c>OnActivateAsync</c>.</summary>
internal sealed class OpeningTurn(Activation activation) : LifecycleTurn(activation, Activating)
{
    private static readonly CallMethod Activating = new(typeof(Activation), "OnActivateAsync", CallTraits.OneWay, null);

    internal void Run()
    {
        var world = Owner.World;
        World.EnterTurn(Owner);
        world.RunsCode();
        Owner.Lifecycle = this;
        var context = EnterContext();
        Task activating;
        try
        {
            if (world.Outside.Mark is null)
            {
                ExecutionContext.Restore(context);
                Owner.Instance = Owner.Slot.Class.CreateInstance(Owner);
            }
            else
            {
                world.Outside.LeaveMark(); // the first grain that needs a service makes it for all: a logger's thread is no grain's
                Owner.Instance = Owner.Slot.Class.CreateInstance(Owner);
                ExecutionContext.Restore(context);
            }

            activating = Owner.Slot.Class.OnActivate(Owner, CancellationToken.None);
        }
        catch (Exception e)
        {
            activating = Task.FromException(e);
        }

        world.LeaveContext();
        Running = activating;
        if (activating.IsCompletedSuccessfully)
        {
            Owner.Open();
        }
        else if (activating.IsCompleted)
        {
            Fail(activating);
        }
        else
        {
            activating
                .GetAwaiter()
                .UnsafeOnCompleted(() =>
                {
                    world.Touch(Access.Lives);
                    if (activating.IsCompletedSuccessfully)
                    {
                        Owner.Open();
                        Owner.QueueScan();
                    }
                    else
                    {
                        Fail(activating);
                    }
                });
        }
    }

    private void Fail(Task activating)
    {
        var world = Owner.World;
        var fault = activating.Exception?.InnerException ?? new OperationCanceledException();
        var waiting = Owner.End();
        Owner.DisposeTimers();
        foreach (var request in waiting)
        {
            world.Calls.Reject(request, world.Options.Faults.ActivationFailed(Owner.Slot, fault));
        }

        world.ActivationFault = fault;
    }
}
