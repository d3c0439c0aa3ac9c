using System.Collections.Immutable;
using SvaOrleans.Model.Hashing;

namespace SvaOrleans.Model.Memory;

/// <summary>What an operation on an address space did. Two changes are equal when their ranges are, in order.</summary>
/// <param name="Error">The kernel's answer; an operation may fail half-way and have changed something.</param>
/// <param name="Invalidate">The ranges, in the order of the notifier calls, whose translations devices may hold and must lose before the
/// removed pages are freed; empty when no translation changed.</param>
/// <param name="PagesRemoved">Resident pages that left the address space.</param>
public readonly record struct MemoryChange(Errno Error, ImmutableArray<PageRange> Invalidate, ulong PagesRemoved)
{
    /// <summary>Success without any change.</summary>
    public static MemoryChange Nothing => new(Errno.None, [], 0);

    /// <summary>A failure without any change.</summary>
    /// <param name="error">The error.</param>
    public static MemoryChange Failed(Errno error) => new(error, [], 0);

    /// <inheritdoc/>
    public bool Equals(MemoryChange other) =>
        Error == other.Error && PagesRemoved == other.PagesRemoved && Sequence(Invalidate).SequenceEqual(Sequence(other.Invalidate));

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(StateHash);
        hash.Add(Error.Code);
        hash.Add(PagesRemoved);
        foreach (var range in Sequence(Invalidate))
        {
            hash.Add(range);
        }

        return hash.GetHashCode();
    }

    private static ReadOnlySpan<PageRange> Sequence(ImmutableArray<PageRange> ranges) => ranges.IsDefault ? [] : ranges.AsSpan();
}
