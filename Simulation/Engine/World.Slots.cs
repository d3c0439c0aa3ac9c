using SvaOrleans.Simulation.Engine.Activations;
using SvaOrleans.Simulation.Engine.Silos;

namespace SvaOrleans.Simulation.Engine;

/// <content>The directory of identities. A world that runs for long can forget the identities of grains that are not used again.</content>
public sealed partial class World
{
    /// <summary>How many identities the directory knows.</summary>
    public int SlotCount => _directory.Count;

    /// <summary>The identities with an activation, a message or a call. Valid between two steps.</summary>
    public IReadOnlySet<GrainSlot> SlotsInUse() => GrainSlots.InUse(this);

    /// <summary>Forgets identities. No code may still hold a reference to one of them: the next reference is another place, with the same
    /// name, hash and stored records.</summary>
    /// <param name="isForgotten">True for such an identity.</param>
    /// <returns>The forgotten identities.</returns>
    /// <exception cref="InvalidOperationException">One of them has an activation.</exception>
    public IReadOnlyList<GrainSlot> Forget(Func<GrainSlot, bool> isForgotten)
    {
        GrainSlot[] forgotten = [.. _directory.Values.Where(isForgotten)];
        foreach (var slot in forgotten)
        {
            if (slot.Activation is not null)
            {
                throw new InvalidOperationException($"{slot} lives; it cannot be forgotten.");
            }

            _directory.Remove((slot.Class, slot.Key));
        }

        return forgotten;
    }

    internal Activation Activate(GrainSlot slot, SimulatedSilo silo)
    {
        Activation activation = new(slot, silo, ++_activationCount, Tally.Of(slot.Class, silo));
        slot.Activation ??= activation;
        _activations.Add(activation);
        if (slot.Class.WorkersMax > 0)
        {
            (slot.Workers ??= []).Add(activation);
        }

        return activation;
    }

    internal void Retire(Activation activation)
    {
        var slot = activation.Slot;
        slot.Workers?.Remove(activation);
        if (ReferenceEquals(slot.Activation, activation))
        {
            slot.Activation = slot.Workers?.FirstOrDefault();
        }

        activation.Tally?.Went();
        _activations.Remove(activation);
    }

    /// <summary>Gives an identity to an object of the client, which lives on no silo. A reset forgets it.</summary>
    /// <param name="grainClass">Its class.</param>
    /// <param name="key">Its key.</param>
    /// <param name="instance">The object.</param>
    /// <returns>Its activation.</returns>
    public Activation Host(GrainClass grainClass, string key, object instance)
    {
        var slot = SlotOf(grainClass, key);
        Activation activation = new(slot, null, ++_activationCount);
        activation.OpenWith(instance);
        slot.Activation = activation;
        _activations.Add(activation);
        return activation;
    }

    /// <summary>Removes the identity: later calls fail.</summary>
    /// <param name="activation">What <see cref="Host"/> returned.</param>
    public static void Unhost(Activation activation)
    {
        if (ReferenceEquals(activation.Slot.Activation, activation))
        {
            activation.Deactivate(DeactivationCause.ApplicationRequested);
        }
    }
}
