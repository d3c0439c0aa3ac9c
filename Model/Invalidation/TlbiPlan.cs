using System.Collections.Immutable;
using SvaOrleans.Model.Hashing;

namespace SvaOrleans.Model.Invalidation;

/// <summary>The IOTLB invalidation commands for a range. Two plans are equal when their commands are, in order.</summary>
/// <param name="Commands">What each command covers, in the order of submission; for a whole address space one command that covers
/// all.</param>
/// <param name="IsWholeAddressSpace">Whether the command is the one for a whole ASID, PASID or domain.</param>
public readonly record struct TlbiPlan(ImmutableArray<PageRange> Commands, bool IsWholeAddressSpace)
{
    /// <summary>Nothing to do.</summary>
    public static TlbiPlan Empty => new([], false);

    /// <summary>One command for everything.</summary>
    public static TlbiPlan Whole => new([PageRange.All], true);

    /// <summary>Whether some command covers a page.</summary>
    public bool Covers(PageNumber page)
    {
        foreach (var command in Sequence(Commands))
        {
            if (command.Contains(page))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public bool Equals(TlbiPlan other) =>
        IsWholeAddressSpace == other.IsWholeAddressSpace && Sequence(Commands).SequenceEqual(Sequence(other.Commands));

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(StateHash);
        hash.Add(IsWholeAddressSpace);
        foreach (var command in Sequence(Commands))
        {
            hash.Add(command);
        }

        return hash.GetHashCode();
    }

    private static ReadOnlySpan<PageRange> Sequence(ImmutableArray<PageRange> ranges) => ranges.IsDefault ? [] : ranges.AsSpan();
}
