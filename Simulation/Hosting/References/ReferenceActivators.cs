using System.Diagnostics.CodeAnalysis;
using Orleans.CodeGeneration;
using Orleans.GrainReferences;
using SvaOrleans.Simulation.Hosting.Calls;

namespace SvaOrleans.Simulation.Hosting.References;

/// <summary>Makes references from the classes that Orleans' code generator emitted, whose calls go to one world.</summary>
internal sealed class ReferenceActivators(CallRuntime calls, GrainAssemblies grains, IServiceProvider services)
    : IGrainReferenceActivatorProvider
{
    public bool TryGet(GrainType grainType, GrainInterfaceType interfaceType, [NotNullWhen(true)] out IGrainReferenceActivator? activator)
    {
        activator = grains.ReferenceConstructor(interfaceType) is { } create
            ? new Activator(
                new(grainType, interfaceType, 0, calls, InvokeMethodOptions.None, grains.Codecs, grains.CopyContexts, services),
                create
            )
            : null;
        return activator is not null;
    }

    private sealed class Activator(GrainReferenceShared shared, Func<GrainReferenceShared, IdSpan, GrainReference> create)
        : IGrainReferenceActivator
    {
        public GrainReference CreateReference(GrainId grainId) => create(shared, grainId.Key);
    }
}
