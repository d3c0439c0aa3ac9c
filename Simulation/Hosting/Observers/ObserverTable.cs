using SvaOrleans.Simulation.Hosting.Activations;

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
        if (!_observers.TryGetValue(observer, out Activation? activation))
        {
            string key = $"{++_count}";
            activation = cluster.World.Host(_class, key, observer);
            activation.Slot.SurfaceIdentity = GrainId.Create(ObserverClass.Type, key);
            SimulatedGrainContext context = new(activation, cluster);
            context.Hold(observer);
            activation.SurfaceContext = context;
            _observers[observer] = activation;
        }

        return GrainReferences.IdOf(activation.Slot);
    }

    /// <summary>Takes the identity away.</summary>
    /// <param name="observer">The object, or a reference that stands for it.</param>
    internal void Remove(object observer)
    {
        object? target = observer is GrainReference reference ? cluster.References.SlotOf(reference).Activation?.Instance : observer;
        if (target is not null && _observers.Remove(target, out Activation? activation))
        {
            World.Unhost(activation);
        }
    }

    internal void Reset()
    {
        _observers.Clear();
        _count = 0;
    }
}
