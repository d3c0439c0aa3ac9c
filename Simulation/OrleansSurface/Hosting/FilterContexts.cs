using System.Reflection;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace SvaOrleans.Simulation.Hosting;

/// <summary>A filtered call, as Orleans' filters see it.</summary>
internal abstract class FilterContext(FilteredCall call) : IGrainCallContext
{
    public IInvokable Request { get; } = new InvokableView(call.Request);

    public object Grain => call.Grain;

    public MethodInfo InterfaceMethod => Request.GetMethod();

    public string InterfaceName => Request.GetInterfaceName();

    public string MethodName => Request.GetMethodName();

    public object? Result
    {
        get => call.Result;
        set => call.Result = value;
    }

    public GrainId? SourceId => call.Request.Caller is { Silo: not null } caller ? GrainReferences.IdOf(caller.Slot) : null;

    public GrainId TargetId => GrainReferences.IdOf(call.Request.Target);

    public Task Invoke() => call.Invoke();
}

/// <summary>A call at its target.</summary>
internal sealed class IncomingContext(FilteredCall call) : FilterContext(call), IIncomingGrainCallContext
{
    public MethodInfo ImplementationMethod
    {
        get
        {
            if (!InterfaceMethod.DeclaringType!.IsInterface)
            {
                return InterfaceMethod;
            }

            InterfaceMapping map = Grain.GetType().GetInterfaceMap(InterfaceMethod.DeclaringType!);
            return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, InterfaceMethod)];
        }
    }

    public IGrainContext TargetContext => ((IGrainBase)Grain).GrainContext;
}

/// <summary>A call at its caller.</summary>
internal sealed class OutgoingContext(FilteredCall call) : FilterContext(call), IOutgoingGrainCallContext
{
    private readonly Activation? _source = call.Request.Caller;

    public IGrainContext? SourceContext => _source?.SurfaceContext as SimulatedGrainContext;
}
