using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Orleans.CodeGeneration;
using Orleans.GrainReferences;
using Orleans.Metadata;
using Orleans.Runtime;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Invocation;
using Orleans.Serialization.Serializers;

namespace SvaOrleans.Simulation.Hosting.Calls;

/// <summary>Where every reference of a cluster sends its calls, and where Orleans' generated code asks for request objects.</summary>
internal sealed class CallRuntime : IGrainReferenceRuntime, IServiceProvider
{
    private readonly Dictionary<Type, CallPool> _pools = [];
    private readonly Dictionary<Type, object> _copiers = [];
    private IServiceProvider _services = null!;
    private SimulatedCluster _cluster = null!;
    private GrainCall? _taken;
    private CallPool? _asked;

    private World World => _cluster.World;

    public ValueTask<TResult?> InvokeMethodAsync<TResult>(GrainReference reference, IInvokable request, InvokeMethodOptions options)
    {
        GrainCall<TResult?> call = _taken is { } taken && ReferenceEquals(taken.Body, request)
            ? Unsafe.As<GrainCall<TResult?>>(taken)
            : CallOf<TResult?>(request, options);
        _taken = null;
        if (call.Method.Traits.HasFlag(CallTraits.OneWay))
        {
            Send(call, reference);
            return default;
        }

        ValueTask<TResult?> answer = call.Answer;
        Send(call, reference);
        return answer;
    }

    public ValueTask InvokeMethodAsync(GrainReference reference, IInvokable request, InvokeMethodOptions options)
    {
        VoidCall call = _taken is { } taken && ReferenceEquals(taken.Body, request) ? Unsafe.As<VoidCall>(taken) : CallOf(request, options);
        _taken = null;
        if (call.Method.Traits.HasFlag(CallTraits.OneWay))
        {
            Send(call, reference);
            return default;
        }

        ValueTask answer = call.Answer;
        Send(call, reference);
        return answer;
    }

    public void InvokeMethod(GrainReference reference, IInvokable request, InvokeMethodOptions options) => _ = InvokeMethodAsync(reference, request, options);

    public object Cast(IAddressable grain, Type interfaceType) =>
        grain is GrainReference && interfaceType.IsInstanceOfType(grain)
            ? grain
            : _services.GetRequiredService<GrainReferenceActivator>().CreateReference(
                grain.GetGrainId(), _services.GetRequiredService<GrainInterfaceTypeResolver>().GetGrainInterfaceType(interfaceType));

    /// <summary>A request object for generated code, from the pool of its class.</summary>
    /// <param name="serviceType">The class.</param>
    public object? GetService(Type serviceType)
    {
        if (!_pools.TryGetValue(serviceType, out CallPool? pool))
        {
            if (!typeof(IInvokable).IsAssignableFrom(serviceType))
            {
                return _services.GetService(serviceType);
            }

            pool = PoolOf(serviceType);
        }

        _asked = pool;
        if (pool.Take() is { } call)
        {
            _taken = call;
            return call.Body;
        }

        return pool.NewBody(_services);
    }

    internal void Join(SimulatedCluster cluster)
    {
        _cluster = cluster;
        _services = cluster.Services;
    }

    private void Send(GrainCall call, GrainReference reference)
    {
        if (call.Body.IsCancellable)
        {
            call.CarryCancellation(World, call.Body.GetCancellationToken());
        }

        World.Send(call, _cluster.References.SlotOf(reference));
    }

    private GrainCall<TResult> CallOf<TResult>(IInvokable body, InvokeMethodOptions options)
    {
        CallPool pool = KnownPool(body);
        if (!_copiers.TryGetValue(typeof(TResult), out object? copier))
        {
            _copiers[typeof(TResult)] = copier = new ResultCopier<TResult>(
                _services.GetRequiredService<CodecProvider>(), _services.GetRequiredService<CopyContextPool>());
        }

        return new GrainCall<TResult>(pool, pool.MethodOf(body, options), body, (ResultCopier<TResult>)copier);
    }

    private VoidCall CallOf(IInvokable body, InvokeMethodOptions options)
    {
        CallPool pool = KnownPool(body);
        return new VoidCall(pool, pool.MethodOf(body, options), body);
    }

    private CallPool KnownPool(IInvokable body) => _asked is { } asked && asked.BodyType == body.GetType() ? asked : PoolOf(body.GetType());

    private CallPool PoolOf(Type bodyType)
    {
        if (!_pools.TryGetValue(bodyType, out CallPool? pool))
        {
            _pools[bodyType] = pool = new CallPool(bodyType);
        }

        return pool;
    }
}
