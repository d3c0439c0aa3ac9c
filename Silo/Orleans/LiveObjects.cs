using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Orleans.Metadata;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Model;

namespace SvaOrleans.Silo.Cluster;

/// <summary>The kernel objects that live on one silo. Grains know nothing of it: the runtime tells it of each activation.</summary>
public sealed class LiveObjects : IConfigureGrainContextProvider, IConfigureGrainContext
{
    private const string GrainClasses = nameof(SvaOrleans) + "." + nameof(Grains) + ".";

    private readonly ConcurrentDictionary<IGrainContext, byte> contexts = new();

    /// <summary>How many requests they have begun, all together.</summary>
    public ulong Requests
    {
        get
        {
            var sum = 0UL;
            foreach (var (context, _) in contexts)
            {
                sum = unchecked(sum + ((context.GrainInstance as IKernelObject)?.Requests ?? 0));
            }

            return sum;
        }
    }

    /// <summary>Adds the state of each that has come to be. Read when nothing runs.</summary>
    /// <param name="states">Where to.</param>
    public void CollectStates(ICollection<(ObjectName Name, object State)> states)
    {
        foreach (var (context, _) in contexts)
        {
            if (context.GrainInstance is IKernelObject { StateObject: { } state } kernelObject)
            {
                states.Add((kernelObject.Name, state));
            }
        }
    }

    /// <inheritdoc/>
    public bool TryGetConfigurator(GrainType grainType, GrainProperties properties, [NotNullWhen(true)] out IConfigureGrainContext? configurator)
    {
        configurator = this;
        return properties.Properties.TryGetValue(WellKnownGrainTypeProperties.FullTypeName, out var className)
            && className.StartsWith(GrainClasses, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public void Configure(IGrainContext context)
    {
        contexts.TryAdd(context, 0);
        context.ObservableLifecycle.Subscribe(
            nameof(LiveObjects),
            GrainLifecycleStage.First,
            static _ => Task.CompletedTask,
            _ =>
            {
                contexts.TryRemove(context, out var _);
                return Task.CompletedTask;
            });
    }
}
