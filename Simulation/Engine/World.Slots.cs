using SvaOrleans.Simulation.Engine.Activations;

namespace SvaOrleans.Simulation.Engine;

/// <content>Identities are forgotten, in a world that lives long and sees grains that never come back.</content>
public sealed partial class World
{
    /// <summary>How many identities the directory knows.</summary>
    public int SlotCount => _directory.Count;

    /// <summary>The identities at which something lives, waits or is on its way. Ask between two steps.</summary>
    public IReadOnlySet<GrainSlot> SlotsInUse()
    {
        HashSet<GrainSlot> used = [.. _activations.Select(static activation => activation.Slot)];
        for (var i = 0; i < _ready.Count; i++)
        {
            AddSlotsOf(_ready[i], used);
        }

        foreach ((var message, _) in _held)
        {
            AddSlotsOf(message, used);
        }

        foreach (var request in PendingRequests())
        {
            AddSlotsOf(request, used);
        }

        return used;
    }

    /// <summary>Forgets identities. Nobody may hold a reference to one of them any more: the next reference is another place, with the same
    /// name, hash and stored records.</summary>
    /// <param name="isForgotten">True for such an identity.</param>
    /// <returns>Those that were forgotten.</returns>
    /// <exception cref="InvalidOperationException">Something lives there.</exception>
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

    private static void AddSlotsOf(Step step, HashSet<GrainSlot> slots)
    {
        slots.Add(step.Grain);
        if (step is GrainRequest { Target: { } target } request)
        {
            slots.Add(target);
            if (request.Caller is { } caller)
            {
                slots.Add(caller.Slot);
            }
        }
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

    /// <summary>Takes the identity away: later calls fail.</summary>
    /// <param name="activation">What <see cref="Host"/> returned.</param>
    public static void Unhost(Activation activation)
    {
        if (ReferenceEquals(activation.Slot.Activation, activation))
        {
            activation.Deactivate(DeactivationCause.ApplicationRequested);
        }
    }
}
