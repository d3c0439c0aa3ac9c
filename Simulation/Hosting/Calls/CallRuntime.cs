using System.Runtime.CompilerServices;
using Orleans.CodeGeneration;
using Orleans.Serialization.Invocation;
using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Calls;

namespace SvaOrleans.Simulation.Hosting.Calls;

/// <summary>Where every reference of a cluster sends its calls.</summary>
internal sealed class CallRuntime(GrainAssemblies grains) : IGrainReferenceRuntime
{
    private const int LatelyMax = 128;

    private readonly Dictionary<Type, CallPool> _pools = [];
    private readonly CallPool?[] _lately = new CallPool?[LatelyMax];
    private readonly Dictionary<Type, object> _copiers = [];
    private SimulatedCluster _cluster = null!;

    private World World => _cluster.World;

    public ValueTask<TResult?> InvokeMethodAsync<TResult>(GrainReference reference, IInvokable request, InvokeMethodOptions options)
    {
        var pool = PoolOf(request, options);
        var call = pool.Take() is { } free ? Unsafe.As<GrainCall<TResult?>>(free) : new GrainCall<TResult?>(pool, CopierOf<TResult?>());
        call.Body = request;
        if ((pool.Method.Traits & CallTraits.OneWay) != 0)
        {
            Send(call, reference);
            return default;
        }

        var answer = call.Answer;
        Send(call, reference);
        return answer;
    }

    public ValueTask InvokeMethodAsync(GrainReference reference, IInvokable request, InvokeMethodOptions options)
    {
        var call = CallOf(request, options);
        if ((call.Method.Traits & CallTraits.OneWay) != 0)
        {
            Send(call, reference);
            return default;
        }

        var answer = call.Answer;
        Send(call, reference);
        return answer;
    }

    public void InvokeMethod(GrainReference reference, IInvokable request, InvokeMethodOptions options) =>
        Send(CallOf(request, options), reference);

    public object Cast(IAddressable grain, Type interfaceType) =>
        grain is GrainReference && interfaceType.IsInstanceOfType(grain)
            ? grain
            : _cluster.References.Cast(grain.GetGrainId(), interfaceType);

    internal void Join(SimulatedCluster cluster) => _cluster = cluster;

    private void Send(GrainCall call, GrainReference reference)
    {
        if (_cluster.IsLookedAt)
        {
            throw new InvalidOperationException(
                $"{call.Method} was called while an invariant was asked, where nothing answers. Read the grain's object instead: cluster.Find<TGrain>(reference)."
            );
        }

        if (call.IsCancellable)
        {
            call.CarryCancellation(World, call.Body.GetCancellationToken());
        }

        World.Send(call, _cluster.References.SlotOf(reference));
    }

    private VoidCall CallOf(IInvokable request, InvokeMethodOptions options)
    {
        var pool = PoolOf(request, options);
        var call = pool.Take() is { } free ? Unsafe.As<VoidCall>(free) : new VoidCall(pool);
        call.Body = request;
        return call;
    }

    private CallPool PoolOf(IInvokable body, InvokeMethodOptions options)
    {
        var type = body.GetType();
        ref var lately = ref _lately[(type.TypeHandle.Value >> 4) & (LatelyMax - 1)];
        if (lately is not null && ReferenceEquals(lately.BodyType, type))
        {
            return lately;
        }

        if (!_pools.TryGetValue(type, out var pool))
        {
            _pools[type] = pool = new CallPool(body, options);
        }

        return lately = pool;
    }

    private ResultCopier<TResult> CopierOf<TResult>()
    {
        if (!_copiers.TryGetValue(typeof(TResult), out var copier))
        {
            _copiers[typeof(TResult)] = copier = new ResultCopier<TResult>(grains.Codecs, grains.CopyContexts);
        }

        return (ResultCopier<TResult>)copier;
    }
}
