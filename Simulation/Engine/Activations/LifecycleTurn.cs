namespace SvaOrleans.Simulation;

/// <summary>The activation or deactivation code of a grain, as the caller of the requests that it makes.</summary>
internal sealed class LifecycleTurn : Request
{
    private readonly CallMethod _method;

    internal LifecycleTurn(Activation activation, string name)
    {
        _method = new CallMethod(typeof(Activation), name, CallTraits.OneWay, null);
        Target = activation.Slot;
        Runner = activation;
        Stage = CallStage.Running;
        Traits = CallTraits.OneWay;
    }

    public override CallMethod Method => _method;

    internal override object? BoxedResult
    {
        get => null;
        set { }
    }

    internal override void Invoke(object grain) => throw new NotSupportedException();

    internal override Task InvokeForFilter(object grain) => throw new NotSupportedException();

    internal override void CompleteCaller()
    {
    }
}
