using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Hosting.Activations;
using SvaOrleans.Simulation.Hosting.References;

namespace SvaOrleans.Simulation.Hosting.Observers;

/// <summary>The objects of the client that grains can call, with the references that stand for them.</summary>
internal sealed class ObserverTable(SimulatedCluster cluster)
{
    private readonly ObserverClass _class = new();
    private readonly Dictionary<object, Activation> _observers = new(ReferenceEqualityComparer.Instance);
    private int _count;

    internal GrainClass Class => _class;

    /// <summary>Gives an object an identity; the same one each time.</summary>
    internal GrainId Add(object observer)
    {
        if (!_observers.TryGetValue(observer, out var activation))
        {
            var key = $"{++_count}";
            activation = cluster.World.Host(_class, key, observer);
            activation.Slot.HostIdentity = GrainId.Create(ObserverClass.Type, key);
            SimulatedGrainContext context = new(activation, cluster);
            context.Hold(observer);
            activation.HostContext = context;
            _observers[observer] = activation;
        }

        return GrainReferences.IdOf(activation.Slot);
    }

    /// <summary>Takes the identity away.</summary>
    /// <param name="observer">A reference that stands for the object.</param>
    /// <exception cref="ArgumentException">It is no such reference, or the object is not known any more.</exception>
    internal void Remove(object observer)
    {
        if (observer is not GrainReference reference || reference.GrainId.Type != ObserverClass.Type)
        {
            throw new ArgumentException(
                "An observer is deleted by the reference that CreateObjectReference gave, not by the object.",
                nameof(observer)
            );
        }

        if (cluster.References.SlotOf(reference).Activation?.Instance is not { } target || !_observers.Remove(target, out var activation))
        {
            throw new ArgumentException("The reference does not stand for an object any more.", nameof(observer));
        }

        World.Unhost(activation);
    }

    internal void Reset()
    {
        _observers.Clear();
        _count = 0;
    }
}
