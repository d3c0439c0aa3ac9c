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
internal sealed class CancelStep : Step
{
    private readonly CallCancellation _cancellation;

    internal CancelStep(GrainSlot target, CallMethod method, CallCancellation cancellation)
        : base(target, method)
    {
        Grain = target;
        _cancellation = cancellation;
    }

    public override Activation? At => Grain.Activation;

    public override GrainSlot Grain { get; }

    internal override void Run(World world)
    {
        if (At is { } activation)
        {
            World.EnterTurn(activation);
            world.LeaveContext();
        }

        _cancellation.CancelAtTarget();
    }
}
