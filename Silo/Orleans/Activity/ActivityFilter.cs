using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Silo.Clusters;

namespace SvaOrleans.Silo.Orleans.Activity;

/// <summary>Counts what the kernel objects of one silo do. Register the same object for incoming and for outgoing calls: the first half
/// sees what runs, the second also what waits.</summary>
public sealed class ActivityFilter : IIncomingGrainCallFilter, IOutgoingGrainCallFilter
{
    private readonly ConcurrentDictionary<GrainType, TypeCounter> _types = new();

    /// <inheritdoc/>
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        // A timer's tick is a call too, and one that a filter keeps from its grain ends the timer; what the runtime calls is nobody's
        // activity.
        if (context.Grain is not IKernelObject || !IsAsked(context.InterfaceMethod))
        {
            await context.Invoke();
            return;
        }

        var counter = Of(context.TargetId.Type);
        var method = counter.Of(context.MethodName);
        counter.Runs(1);
        var began = Stopwatch.GetTimestamp();
        try
        {
            await context.Invoke();
            method.Ended(Stopwatch.GetTimestamp() - began);
        }
        catch
        {
            method.Failed();
            throw;
        }
        finally
        {
            counter.Runs(-1);
        }
    }

    /// <inheritdoc/>
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        // A host may live anywhere; everything else of it lives here.
        if (context.SourceContext?.GrainInstance is not IKernelObject || !IsAsked(context.InterfaceMethod))
        {
            await context.Invoke();
            return;
        }

        var counter = Of(context.TargetId.Type);
        counter.Asked(1);
        try
        {
            await context.Invoke();
        }
        finally
        {
            counter.Asked(-1);
        }
    }

    /// <summary>What they did since the silo started.</summary>
    /// <param name="silo">The silo's name.</param>
    /// <param name="live">Its objects.</param>
    public SiloActivity Tell(string silo, LiveObjects live)
    {
        foreach (var type in live.Activations.Keys)
        {
            Of(type);
        }

        return new(
            silo,
            [
                .. _types
                    .OrderBy(static type => type.Key.ToString(), StringComparer.Ordinal)
                    .Select(type => type.Value.Tell(live.Activations.GetValueOrDefault(type.Key))),
            ]
        );
    }

    // By somebody of the kernel or by its clients.
    private static bool IsAsked(MethodInfo method) => method.DeclaringType?.Assembly == typeof(IHostGrain).Assembly;

    private TypeCounter Of(GrainType type) => _types.GetOrAdd(type, static type => new(type.ToString()!));
}
