using SvaOrleans.Simulation.Engine.Activations;
using SvaOrleans.Simulation.Engine.Calls;
using SvaOrleans.Simulation.Engine.Silos;
using SvaOrleans.Simulation.Engine.Steps;

namespace SvaOrleans.Simulation.Engine.Faults;

/// <summary>Something that may go wrong now. A strategy may choose it like any ready step, but need not: it happens to nobody's order.</summary>
public sealed class FaultStep : Step
{
    private readonly Step? _message;
    private readonly GrainRequest? _call;
    private readonly Activation? _activation;
    private readonly SimulatedSilo? _silo;
    private readonly GrainSlot _at;

    private FaultStep(
        FaultKinds fault,
        GrainSlot at,
        CallMethod? method,
        Step? message = null,
        GrainRequest? call = null,
        Activation? activation = null,
        SimulatedSilo? silo = null
    )
        : base(at, method)
    {
        Kind = StepKind.Fault;
        Fault = fault;
        _at = at;
        _message = message;
        _call = call;
        _activation = activation;
        _silo = silo;
        Print ^= RunHash.Mix((ulong)fault, silo is null ? 0 : RunHash.Of(silo.Name));
    }

    /// <summary>What goes wrong: one kind.</summary>
    public FaultKinds Fault { get; }

    /// <inheritdoc/>
    public override Activation? At => Fault is FaultKinds.TimeOut or FaultKinds.Deactivation ? _activation : null;

    /// <inheritdoc/>
    public override GrainSlot Grain => _at;

    /// <inheritdoc/>
    public override string ToString() =>
        Fault switch
        {
            FaultKinds.Delay => $"delay of {_message}",
            FaultKinds.Stall => $"{Method} at {_at} hangs",
            FaultKinds.TimeOut => $"time-out of {Method} at {_call!.Target}",
            FaultKinds.Deactivation => $"deactivation of {_at}",
            _ => $"crash of silo {_silo}",
        };

    internal static FaultStep OfMessage(FaultKinds fault, GrainRequest message) =>
        new(fault, fault == FaultKinds.Stall ? message.Target : message.Grain, message.Method, message: message);

    internal static FaultStep OfCall(GrainRequest call) =>
        new(FaultKinds.TimeOut, call.Caller!.Slot, call.Method, call: call, activation: call.Caller);

    internal static FaultStep OfActivation(Activation activation) =>
        new(FaultKinds.Deactivation, activation.Slot, null, activation: activation);

    internal static FaultStep OfSilo(SimulatedSilo silo, World world) => new(FaultKinds.Crash, world.Client.Slot, null, silo: silo);

    internal override void Run(World world)
    {
        switch (Fault)
        {
            case FaultKinds.Delay or FaultKinds.Stall:
                // It has to do with nothing but the message, which comes in another moment of time.
                world.Hold(_message!, isDelay: Fault == FaultKinds.Delay);
                break;
            case FaultKinds.TimeOut:
                // What has not begun by now is dropped where it arrives.
                world.Touch(Access.Everything | Access.Resumes | (_call!.Stage == CallStage.Running ? Access.None : Access.Strays));
                World.Abandon(
                    _call!,
                    new TimeoutException($"No response to {Method} at {_call!.Target} in time; whether it was carried out is unknown.")
                );
                break;
            case FaultKinds.Deactivation:
                world.Touch(Access.Everything | Access.Lives);
                World.EnterTurn(_activation!);
                _activation!.Deactivate(DeactivationCause.Idle);
                break;
            default:
                world.Touch(Access.Everything | Access.Strays);
                world.Crash(_silo!);
                break;
        }
    }
}
