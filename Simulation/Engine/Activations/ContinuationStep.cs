namespace SvaOrleans.Simulation.Engine.Activations;

/// <summary>The oldest continuation of one activation. It is ready as long as the queue is not empty.</summary>
internal sealed class ContinuationStep(Activation activation) : Step(activation.Slot, null)
{
    public override Activation At => activation;

    public override GrainSlot Grain => activation.Slot;

    internal override void Run(World world)
    {
        World.EnterTurn(activation);
        world.LeaveContext();
        activation.RunNextContinuation();
    }
}
