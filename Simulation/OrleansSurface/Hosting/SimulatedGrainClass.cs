using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;
using Orleans.Storage;

namespace SvaOrleans.Simulation.Hosting;

/// <summary>A grain class of the surface: attributes read once, instances made by constructor injection.</summary>
internal sealed class SimulatedGrainClass : GrainClass
{
    private readonly SimulatedCluster _cluster;
    private readonly ConstructorInvoker _constructor;
    private readonly Func<SimulatedGrainContext, object?>[] _arguments;

    internal SimulatedGrainClass(SimulatedCluster cluster, Type type, bool declaresAccess)
        : base(GrainRegistry.NameOf(type))
    {
        _cluster = cluster;
        Type = type;
        DeclaresAccess = declaresAccess;
        IsReentrant = type.IsDefined(typeof(ReentrantAttribute), inherit: true);
        KeepsAlive = type.IsDefined(typeof(KeepAliveAttribute), inherit: true);
        if (type.GetCustomAttribute<MayInterleaveAttribute>() is { } attribute)
        {
            MayInterleave = Predicate(type, attribute.CallbackMethodName);
        }

        ConstructorInfo[] constructors = type.GetConstructors();
        if (constructors.Length != 1)
        {
            throw new InvalidOperationException($"Grain class {type} must have exactly one public constructor; it has {constructors.Length}.");
        }

        _constructor = ConstructorInvoker.Create(constructors[0]);
        _arguments = [.. constructors[0].GetParameters().Select(Source)];
    }

    internal Type Type { get; }

    public override object CreateInstance(Activation activation)
    {
        SimulatedGrainContext context = new(activation, _cluster);
        activation.SurfaceContext = context;
        SimulatedGrainContext? outer = SimulatedGrainContext.BeingMade;
        SimulatedGrainContext.BeingMade = context;
        try
        {
            object?[] arguments = _arguments.Length == 0 ? [] : new object?[_arguments.Length];
            for (int i = 0; i < arguments.Length; i++)
            {
                arguments[i] = _arguments[i](context);
            }

            return _constructor.Invoke(arguments.AsSpan());
        }
        finally
        {
            SimulatedGrainContext.BeingMade = outer;
        }
    }

    public override Task OnActivate(Activation activation, CancellationToken cancellation)
    {
        foreach (IStoredState state in SimulatedGrainContext.Of(activation).States)
        {
            state.Load();
        }

        return ((IGrainBase)activation.Instance!).OnActivateAsync(cancellation);
    }

    public override Task OnDeactivate(Activation activation, DeactivationCause cause, CancellationToken cancellation)
    {
        DeactivationReason reason = SimulatedGrainContext.Of(activation).Reason;
        if (reason.Description is null)
        {
            reason = new DeactivationReason((DeactivationReasonCode)(byte)cause, cause.ToString());
        }

        return ((IGrainBase)activation.Instance!).OnDeactivateAsync(reason, cancellation);
    }

    public override bool IsFatal(Exception fault)
    {
        // Only the activation that wrote is spoiled, not the callers through which the exception passes.
        if (fault is not InconsistentStateException { IsFromThisActivation: true } inconsistent)
        {
            return false;
        }

        inconsistent.IsFromThisActivation = false;
        return true;
    }

    private static Func<object, Request, bool> Predicate(Type type, string name)
    {
        MethodInfo? method = type.GetMethod(name, BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy);
        ParameterInfo[] parameters = method?.GetParameters() ?? [];
        if (method is null || method.ReturnType != typeof(bool) || parameters.Length != 1 || parameters[0].ParameterType != typeof(IInvokable))
        {
            throw new InvalidOperationException($"Grain class {type} names '{name}' in [MayInterleave]; expected: bool {name}(IInvokable request).");
        }

        if (method.IsStatic)
        {
            Func<IInvokable, bool> predicate = method.CreateDelegate<Func<IInvokable, bool>>();
            return (_, request) => predicate(new InvokableView(request));
        }

        MethodInvoker invoker = MethodInvoker.Create(method);
        return (grain, request) => (bool)invoker.Invoke(grain, new InvokableView(request))!;
    }

    private static Func<SimulatedGrainContext, object?> Source(ParameterInfo parameter)
    {
        Type type = parameter.ParameterType;
        if (parameter.GetCustomAttribute<PersistentStateAttribute>() is { } state)
        {
            if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(IPersistentState<>))
            {
                throw new InvalidOperationException($"[PersistentState] parameter {parameter.Name} of {parameter.Member.DeclaringType} must be an IPersistentState<T>.");
            }

            ConstructorInvoker constructor = ConstructorInvoker.Create(
                typeof(SimulatedState<>).MakeGenericType(type.GetGenericArguments()).GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)[0]);
            return context => constructor.Invoke(context, state.StateName);
        }

        if (type == typeof(IGrainContext))
        {
            return context => context;
        }

        if (type == typeof(IGrainFactory))
        {
            return context => context.Factory;
        }

        if (type == typeof(TimeProvider))
        {
            return context => context.Cluster.World.Clock;
        }

        return parameter.HasDefaultValue
            ? context => context.ActivationServices.GetService(type) ?? parameter.DefaultValue
            : context => context.ActivationServices.GetRequiredService(type);
    }
}
