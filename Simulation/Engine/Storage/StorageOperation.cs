using SvaOrleans.Simulation.Engine.Steps;

namespace SvaOrleans.Simulation.Engine.Storage;

/// <summary>An operation on the world's storage: carried out as one step, answered as another.</summary>
internal sealed class StorageOperation(Activation caller, Action operation) : Step(caller.Slot, null)
{
    private readonly TaskCompletionSource _answer = new();
    private Exception? _fault;
    private bool _isDone;

    public override Activation At => caller;

    public override GrainSlot Grain => caller.Slot;

    internal Task Answer => _answer.Task;

    internal override void Run(World world)
    {
        if (caller.IsDropped && (_isDone || world.Draw(2) == 0))
        {
            return; // whether an operation that was under way at a crash is carried out is the strategy's choice
        }

        if (!_isDone)
        {
            try
            {
                operation();
            }
            catch (Exception e)
            {
                _fault = e;
            }

            _isDone = true;
            world.MakeReady(this, StepKind.Storage);
            return;
        }

        World.EnterTurn(caller);
        world.LeaveContext();
        if (_fault is null)
        {
            _answer.SetResult();
        }
        else
        {
            _answer.SetException(_fault);
        }
    }
}
