using SvaOrleans.Simulation.Engine.Outside;

namespace SvaOrleans.Simulation.Engine.Calls;

/// <summary>Carries the cancellation of one call to its target as a step of its own.</summary>
internal sealed class CallCancellation : IDisposable
{
    private CancellationTokenRegistration _registration;

    internal void Watch(World world, GrainRequest request, CancellationToken callers) =>
        _registration = Registered(world, request, world.Identity, callers);

    public void Dispose() => _registration.Dispose();

    private CancellationTokenRegistration Registered(World world, GrainRequest request, RunMark run, CancellationToken callers) =>
        callers.UnsafeRegister(_ => world.CancelCall(request, this, run, callers), null);
}

/// <summary>The cancellation of a call reaches the target: a request that waits is taken back, a running one sees its token cancelled.</summary>
internal sealed class CancelStep : Step
{
    private readonly GrainRequest _request;

    internal CancelStep(GrainRequest request)
        : base(request.Target, request.Method)
    {
        Grain = request.Target;
        _request = request;
    }

    public override Activation? At => Grain.Activation;

    public override GrainSlot Grain { get; }

    internal override void Run(World world)
    {
        if (At is { } activation)
        {
            if (_request.Stage == CallStage.Waiting)
            {
                activation = Grain.Workers?.Find(worker => worker.Holds(_request)) ?? activation;
            }

            World.EnterTurn(activation);
            world.LeaveContext();
            if (_request.Stage == CallStage.Waiting)
            {
                activation.Withdraw(_request);
                return;
            }
        }

        _request.CancelAtTarget();
    }
}
