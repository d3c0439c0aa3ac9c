namespace SvaOrleans.Simulation;

/// <summary>A caller's patience with one call ends.</summary>
internal sealed class TimeOutStep(Request request) : Step
{
    public override Activation? At => request.Caller;

    public override GrainSlot Grain => request.Target;

    public override CallMethod Method => request.Method;

    /// <summary>The call meant; the object may have been reused for another one since.</summary>
    internal long CallNumber { get; } = request.CallNumber;

    internal override void Run(World world)
    {
        if (request.CallNumber == CallNumber)
        {
            World.Expire(request);
        }
    }
}
