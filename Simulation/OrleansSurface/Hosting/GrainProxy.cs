using Orleans.Runtime;

namespace SvaOrleans.Simulation.Hosting;

/// <summary>A reference to a grain. Generated code derives one class per interface. Two references are equal if they refer to the same grain.</summary>
public abstract class GrainProxy : IAddressable, IEquatable<GrainProxy>
{
    /// <summary>Makes a reference.</summary>
    /// <param name="slot">The grain.</param>
    /// <param name="references">What made it.</param>
    protected GrainProxy(GrainSlot slot, GrainReferences references)
    {
        Slot = slot;
        Factory = references;
    }

    /// <summary>The grain.</summary>
    public GrainSlot Slot { get; }

    internal GrainReferences Factory { get; }

    internal GrainId GrainId => GrainReferences.IdOf(Slot);

    /// <inheritdoc/>
    public bool Equals(GrainProxy? other) => ReferenceEquals(Slot, other?.Slot);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as GrainProxy);

    /// <summary>The same in every process.</summary>
    public override int GetHashCode() => GrainId.GetHashCode();

    /// <summary>The grain's identity.</summary>
    public override string ToString() => GrainId.ToString();

    /// <summary>Sends a request to the grain.</summary>
    /// <param name="request">The request, with its arguments and its answer asked for.</param>
    protected void Send(Request request) => Slot.World.Send(request, Slot);
}
