namespace SvaOrleans.Simulation.Engine.Calls;

/// <summary>A caller stops waiting for a response: it timed out, it was cancelled, or the target's silo is gone.</summary>
internal sealed class GiveUpStep(GrainRequest request, Exception why) : Step(request.Target, request.Method)
{
    // The object may be reused for another call before this step runs.
    private readonly long _call = request.CallNumber;
    private readonly Activation? _caller = request.Caller;
    private readonly GrainSlot _target = request.Target;

    public override Activation? At => _caller;

    public override GrainSlot Grain => _target;

    internal override void Run(World world)
    {
        if (
            request.CallNumber == _call
            && !request.IsAbandoned
            && (request.IsGivenUp || request.Stage is CallStage.InFlight or CallStage.Waiting or CallStage.Running or CallStage.Lost)
        )
        {
            World.Abandon(request, why);
        }
    }
}
