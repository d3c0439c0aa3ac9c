namespace SvaOrleans.Model;

/// <summary>What every request carries: when it was sent, and in which boot of the host.</summary>
/// <param name="At">The sender's modelled time.</param>
/// <param name="Epoch">The boot that the sender belongs to.</param>
public readonly record struct Stamp(VirtualTime At, BootEpoch Epoch)
{
    /// <summary>The same boot, at another time.</summary>
    /// <param name="at">The time.</param>
    public Stamp Later(VirtualTime at) => new(VirtualTime.Max(At, at), Epoch);
}
