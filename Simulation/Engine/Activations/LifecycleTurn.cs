using SvaOrleans.Simulation.Engine.Calls;

namespace SvaOrleans.Simulation.Engine.Activations;

/// <summary>The activation or deactivation code of a grain, as the caller of the requests that it makes.</summary>
internal abstract class LifecycleTurn : GrainRequest
{
    private protected LifecycleTurn(Activation activation, CallMethod method)
        : base(method)
    {
        Owner = activation;
        Aim(activation.Slot);
        Runner = activation;
        Stage = CallStage.Running;
        Traits = CallTraits.OneWay;
    }

    private protected Activation Owner { get; }

    private protected Task? Running { get; set; }

    internal override object? Work => Running;

    internal override object? BoxedResult
    {
        get => null;
        set { }
    }

    internal override void Invoke(object grain) => throw new NotSupportedException();

    internal override Task InvokeForFilter(object grain) => throw new NotSupportedException();

    internal override void CompleteCaller() { }
}
