using System.Collections.Immutable;
using SvaOrleans.Model.Hashing;

namespace SvaOrleans.Model.Memory;

/// <summary>An address space written down: it never changes and can travel. Two are equal when all they hold is.</summary>
/// <param name="Layout">Its layout.</param>
/// <param name="Vmas">Its mappings, by address.</param>
/// <param name="Pages">Its resident pages, by address.</param>
/// <param name="Brk">The heap's end.</param>
/// <param name="FramesUsed">The last frame number used.</param>
public sealed record AddressSpaceImage(
    AddressSpaceLayout Layout,
    ImmutableArray<Vma> Vmas,
    ImmutableArray<ResidentPage> Pages,
    PageNumber Brk,
    ulong FramesUsed
)
{
    /// <inheritdoc/>
    public bool Equals(AddressSpaceImage? other) =>
        other is not null
        && Layout == other.Layout
        && Brk == other.Brk
        && FramesUsed == other.FramesUsed
        && Vmas.AsSpan().SequenceEqual(other.Vmas.AsSpan())
        && Pages.AsSpan().SequenceEqual(other.Pages.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(StateHash);
        hash.Add((ulong)Vmas.Length);
        hash.Add((ulong)Pages.Length);
        hash.Add(Brk.Value);
        hash.Add(FramesUsed);
        return hash.GetHashCode();
    }
}
