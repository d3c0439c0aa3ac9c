using SvaOrleans.Simulation.Engine.Calls;

namespace SvaOrleans.Simulation.Engine.Activations;

/// <summary>The activation or deactivation code of a grain, as the caller of the requests that it makes.</summary>
internal sealed class LifecycleTurn : GrainRequest
{
    internal static readonly CallMethod Activating = new(typeof(Activation), "OnActivateAsync", CallTraits.OneWay, null);
    internal static readonly CallMethod Deactivating = new(typeof(Activation), "OnDeactivateAsync", CallTraits.OneWay, null);

    internal LifecycleTurn(Activation activation, CallMethod method)
        : base(method)
    {
        Aim(activation.Slot);
        Runner = activation;
        Stage = CallStage.Running;
        Traits = CallTraits.OneWay;
    }

    internal Task? Running { get; set; }

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
