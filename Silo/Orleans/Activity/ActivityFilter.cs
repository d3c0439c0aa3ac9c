using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Silo.Clusters;

namespace SvaOrleans.Silo.Orleans.Activity;

/// <summary>Counts the activity of the kernel objects of one silo. Register the same object for incoming and for outgoing calls: the
/// incoming half counts running requests, the outgoing half also waiting ones.</summary>
public sealed class ActivityFilter : IIncomingGrainCallFilter, IOutgoingGrainCallFilter
{
    private readonly ConcurrentDictionary<GrainType, TypeCounter> _types = new();

    /// <inheritdoc/>
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        // A timer's tick is a call too, and a filter that does not pass it on ends the timer. Calls of the runtime are not counted.
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
        // A host may live on any silo; all its other objects live on this one.
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

    /// <summary>The activity since the silo started.</summary>
    /// <param name="silo">The silo's name.</param>
    /// <param name="live">The silo's objects.</param>
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

    // Whether the call comes from a kernel object or a client.
    private static bool IsAsked(MethodInfo method) => method.DeclaringType?.Assembly == typeof(IHostGrain).Assembly;

    private TypeCounter Of(GrainType type) => _types.GetOrAdd(type, static type => new(type.ToString()!));
}
