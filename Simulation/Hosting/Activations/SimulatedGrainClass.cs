using System.Globalization;
using System.Reflection;
using Orleans.Concurrency;
using Orleans.Metadata;
using Orleans.Serialization.Invocation;
using Orleans.Storage;
using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Activations;
using SvaOrleans.Simulation.Engine.Silos;
using SvaOrleans.Simulation.Hosting.Calls;
using SvaOrleans.Simulation.Hosting.Filters;
using SvaOrleans.Simulation.Hosting.Silos;

namespace SvaOrleans.Simulation.Hosting.Activations;

/// <summary>A grain class: attributes read once, instances made as Orleans makes them.</summary>
internal sealed class SimulatedGrainClass : GrainClass
{
    // On Orleans as many as the machine has processors.
    private const int WorkersDefault = 4;

    private readonly SimulatedCluster _cluster;
    private readonly GrainConstructor _constructor;
    private readonly GrainPlacement? _placement;

    internal SimulatedGrainClass(SimulatedCluster cluster, GrainType grainType, Type type, bool declaresAccess)
        : base(grainType.ToString()!)
    {
        _cluster = cluster;
        Type = type;
        DeclaresAccess = declaresAccess;
        IsReentrant = type.IsDefined(typeof(ReentrantAttribute), inherit: true);
        var declared = GenericGrainType.TryParse(grainType, out var generic) ? generic.GetUnconstructedGrainType().GrainType : grainType;
        var properties = cluster.Assemblies.Manifest.LocalGrainManifest.Grains[declared];
        _placement = GrainPlacement.Of(cluster, properties);
        if (properties.Properties.TryGetValue(WellKnownGrainTypeProperties.IdleDeactivationPeriod, out var period))
        {
            KeepsAlive = period == WellKnownGrainTypeProperties.IndefiniteIdleDeactivationPeriodValue;
            IdleAge = KeepsAlive ? null : TimeSpan.Parse(period, CultureInfo.InvariantCulture);
        }

        if (type.GetCustomAttribute<MayInterleaveAttribute>() is { } attribute)
        {
            Dictionary<string, string> named = [];
            attribute.Populate(cluster.Services, type, grainType, named);
            MayInterleave = Predicate(type, named[WellKnownGrainTypeProperties.MayInterleavePredicate]);
        }

        if (type.IsAssignableTo(typeof(IIncomingGrainCallFilter)))
        {
            OwnFilter = call => ((IIncomingGrainCallFilter)call.Grain).Invoke(new IncomingContext(_cluster, call));
        }

        if (
            type.CustomAttributes.FirstOrDefault(static attribute => attribute.AttributeType == typeof(StatelessWorkerAttribute)) is
            { } workers
        )
        {
            WorkersMax = workers.ConstructorArguments is [{ Value: int and > 0 and var most }, ..] ? most : WorkersDefault;
        }

        _constructor = cluster.Assemblies.ConstructorOf(type);
    }

    internal Type Type { get; }

    public override SimulatedSilo? Place(GrainRequest request, IReadOnlyList<SimulatedSilo> silos) => _placement?.Place(request, silos);

    public override object CreateInstance(Activation activation)
    {
        SimulatedGrainContext context = new(activation, _cluster);
        activation.HostContext = context;
        OrleansInternals.EnterTurn(context);
        var instance = _constructor.Create(context);
        context.Hold(instance);
        return instance;
    }

    public override Task OnActivate(Activation activation, CancellationToken cancellation) =>
        SimulatedGrainContext.Of(activation).OnActivate(cancellation);

    public override Task OnDeactivate(Activation activation, DeactivationCause cause, CancellationToken cancellation)
    {
        var context = SimulatedGrainContext.Of(activation);
        var reason = context.Reason;
        if (reason.Description is null)
        {
            reason = new DeactivationReason((DeactivationReasonCode)(byte)cause, cause.ToString());
        }

        return context.OnDeactivate(reason, cancellation);
    }

    public override bool IsFatal(Exception fault) =>
        fault is InconsistentStateException inconsistent && OrleansInternals.TakeIsSource(inconsistent);

    private static Func<object, GrainRequest, bool> Predicate(Type type, string name)
    {
        var method = type.GetMethod(
            name,
            BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy
        );
        var parameters = method?.GetParameters() ?? [];
        if (
            method is null
            || method.ReturnType != typeof(bool)
            || parameters.Length != 1
            || parameters[0].ParameterType != typeof(IInvokable)
        )
        {
            throw new InvalidOperationException(
                $"Grain class {type} names '{name}' in [MayInterleave]; expected: bool {name}(IInvokable request)."
            );
        }

        if (method.IsStatic)
        {
            var predicate = method.CreateDelegate<Func<IInvokable, bool>>();
            return (_, request) => predicate(BodyOf(request));
        }

        var invoker = MethodInvoker.Create(method);
        return (grain, request) => (bool)invoker.Invoke(grain, BodyOf(request))!;
    }

    private static IInvokable BodyOf(GrainRequest request) => request is GrainCall call ? call.Body : new TickInvokable(request);
}
