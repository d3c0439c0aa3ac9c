namespace SvaOrleans.Model.Words;

/// <summary>What every request carries: when it was sent, in which boot of the host, and for which step of a program.</summary>
/// <param name="At">The sender's modelled time.</param>
/// <param name="Epoch">The boot that the sender belongs to.</param>
/// <param name="Step">The program's step that caused the request; 0 for none. Only events contain it.</param>
public readonly record struct Stamp(VirtualTime At, BootEpoch Epoch, int Step = 0)
{
    /// <summary>The same boot and step, at another time.</summary>
    public Stamp Later(VirtualTime at) => this with { At = VirtualTime.Max(At, at) };
}
