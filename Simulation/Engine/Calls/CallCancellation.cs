namespace SvaOrleans.Simulation;

/// <summary>Carries the cancellation of one call to its target as a step of its own.</summary>
internal sealed class CallCancellation : IDisposable
{
    private readonly CancellationTokenSource _atTarget = new();
    private CancellationTokenRegistration _registration;

    internal CancellationToken Token => _atTarget.Token;

    internal void Watch(World world, Request request, CancellationToken callers) =>
        _registration = callers.UnsafeRegister(_ => world.CancelCall(request, this, callers), null);

    internal void CancelAtTarget() => _atTarget.Cancel();

    public void Dispose() => _registration.Dispose();
}

/// <summary>The cancellation of a call reaches the target.</summary>
internal sealed class CancelStep(GrainSlot target, CallMethod method, CallCancellation cancellation) : Step
{
    public override Activation? At => target.Activation;

    public override GrainSlot Grain => target;

    public override CallMethod Method => method;

    internal override void Run(World world)
    {
        if (target.Activation is { } activation)
        {
            World.EnterTurn(activation);
        }

        cancellation.CancelAtTarget();
    }
}
