using SvaOrleans.Simulation.Engine.Calls;
using SvaOrleans.Simulation.Engine.Steps;

namespace SvaOrleans.Simulation.Engine.Activations;

/// <summary>Runs the <c>OnDeactivateAsync</c> of an activation, and then sends the requests that waited to the next activation.</summary>
internal sealed class ClosingTurn(Activation activation, DeactivationCause cause) : LifecycleTurn(activation, Deactivating)
{
    private static readonly CallMethod Deactivating = new(typeof(Activation), "OnDeactivateAsync", CallTraits.OneWay, null);

    internal void Run()
    {
        var world = Owner.World;
        world.Touch(Access.Lives);
        world.RunsCode();
        Owner.DisposeTimers();
        Owner.Lifecycle = this;
        ExecutionContext.Restore(EnterContext());
        Task closing;
        try
        {
            closing = Owner.Slot.Class.OnDeactivate(Owner, cause, CancellationToken.None);
        }
        catch (Exception e)
        {
            closing = Task.FromException(e);
        }

        world.LeaveContext();
        Running = closing;
        if (closing.IsCompleted)
        {
            Closed();
        }
        else
        {
            closing.GetAwaiter().UnsafeOnCompleted(Closed);
        }
    }

    private void Closed()
    {
        if (Owner.State != ActivationState.Deactivating)
        {
            return;
        }

        Owner.World.Touch(Access.Lives);
        foreach (var request in Owner.End())
        {
            Owner.World.Calls.Readdress(request);
        }
    }
}
