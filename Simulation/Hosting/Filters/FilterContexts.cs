using System.Reflection;
using Orleans.Serialization.Invocation;
using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Calls;
using SvaOrleans.Simulation.Hosting.Activations;
using SvaOrleans.Simulation.Hosting.Calls;
using SvaOrleans.Simulation.Hosting.References;

namespace SvaOrleans.Simulation.Hosting.Filters;

/// <summary>A filtered call, as Orleans' filters see it.</summary>
internal abstract class FilterContext(SimulatedCluster cluster, FilteredCall call) : IGrainCallContext
{
    public IInvokable Request { get; } = call.Request is GrainCall grainCall ? grainCall.Body : new TickInvokable(call.Request);

    public object Grain => call.Grain;

    public MethodInfo InterfaceMethod => Request.GetMethod();

    public string InterfaceName => Request.GetInterfaceName();

    public string MethodName => Request.GetMethodName();

    public GrainInterfaceType InterfaceType => cluster.References.InterfaceTypeOf(InterfaceMethod.DeclaringType!);

    public object? Result
    {
        get => call.Result;
        set => call.Result = value;
    }

    public Response? Response
    {
        get =>
            field ?? (call.Request.Fault is { } fault ? Response.FromException(fault.SourceException) : Response.FromResult(call.Result));
        set
        {
            field = value;
            call.Result = value?.Exception is null ? value?.Result : null;
        }
    }

    public GrainId? SourceId => call.Request.Caller is { Silo: not null } caller ? GrainReferences.IdOf(caller.Slot) : null;

    public GrainId TargetId => GrainReferences.IdOf(call.Request.Target);

    public Task Invoke() => call.Invoke();
}

/// <summary>A call at its target.</summary>
internal sealed class IncomingContext(SimulatedCluster cluster, FilteredCall call) : FilterContext(cluster, call), IIncomingGrainCallContext
{
    public MethodInfo ImplementationMethod
    {
        get
        {
            var method = InterfaceMethod;
            if (!method.DeclaringType!.IsInterface || !method.DeclaringType.IsInstanceOfType(Grain))
            {
                return method;
            }

            var map = Grain.GetType().GetInterfaceMap(method.DeclaringType);
            var declared = method.IsGenericMethod ? method.GetGenericMethodDefinition() : method;
            var target = map.TargetMethods[Array.IndexOf(map.InterfaceMethods, declared)];
            return method.IsGenericMethod ? target.MakeGenericMethod(method.GetGenericArguments()) : target;
        }
    }

    public IGrainContext TargetContext => SimulatedGrainContext.Of(Call.Request.Runner!);

    private FilteredCall Call { get; } = call;
}

/// <summary>A call at its caller.</summary>
internal sealed class OutgoingContext(SimulatedCluster cluster, FilteredCall call) : FilterContext(cluster, call), IOutgoingGrainCallContext
{
    private readonly Activation? _source = call.Request.Caller;

    public IGrainContext? SourceContext => _source?.HostContext as SimulatedGrainContext;
}
