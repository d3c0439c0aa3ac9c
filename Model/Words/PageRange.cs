using System.Globalization;

namespace SvaOrleans.Model.Words;

/// <summary>Whole pages in a row: from <see cref="First"/> on, <see cref="Count"/> of them; the end is exclusive.</summary>
/// <param name="First">The first page.</param>
/// <param name="Count">How many pages; 0 is the empty range.</param>
public readonly record struct PageRange(PageNumber First, ulong Count)
{
    /// <summary>Pages in a 64-bit address space.</summary>
    public const ulong AllCount = 1ul << (64 - PageNumber.Shift);

    /// <summary>Every page there is.</summary>
    public static PageRange All => new(default, AllCount);

    /// <summary>The page after the last one.</summary>
    public PageNumber End => new(First.Value + Count);

    /// <summary>The last page; the range must not be empty.</summary>
    public PageNumber Last => new(First.Value + Count - 1);

    /// <summary>Whether there is no page in the range.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>Whether this is the whole address space.</summary>
    public bool IsAll => First.Value == 0 && Count >= AllCount;

    /// <summary>The pages that hold any byte of [start, start + length): a part of a page counts as the page.</summary>
    /// <param name="start">Address of the first byte.</param>
    /// <param name="lengthBytes">Length in bytes.</param>
    public static PageRange OfBytes(ulong start, ulong lengthBytes)
    {
        if (lengthBytes == 0)
        {
            return new(PageNumber.Of(start), 0);
        }

        var last = unchecked(start + (lengthBytes - 1));
        var lastPage = last < start ? PageNumber.Of(ulong.MaxValue) : PageNumber.Of(last);
        var first = PageNumber.Of(start);
        return new(first, lastPage.Value - first.Value + 1);
    }

    /// <summary>The pages from one to another.</summary>
    /// <param name="first">The first page.</param>
    /// <param name="end">The page after the last one; not below <paramref name="first"/>.</param>
    public static PageRange Between(PageNumber first, PageNumber end) => new(first, end.Value - first.Value);

    /// <summary>One page.</summary>
    public static PageRange One(PageNumber page) => new(page, 1);

    /// <summary>Whether a page is in the range.</summary>
    public bool Contains(PageNumber page) => page.Value >= First.Value && page.Value - First.Value < Count;

    /// <summary>Whether every page of another range is in this one.</summary>
    /// <param name="other">The other range.</param>
    public bool Contains(PageRange other) => other.IsEmpty || (Contains(other.First) && Contains(other.Last));

    /// <summary>Whether the two ranges share a page.</summary>
    /// <param name="other">The other range.</param>
    public bool Overlaps(PageRange other) => First.Value < other.End.Value && other.First.Value < End.Value;

    /// <summary>The shared pages; empty when there are none.</summary>
    /// <param name="other">The other range.</param>
    public PageRange Intersect(PageRange other)
    {
        var first = Math.Max(First.Value, other.First.Value);
        var end = Math.Min(End.Value, other.End.Value);
        return end <= first ? new(new(first), 0) : new(new(first), end - first);
    }

    /// <summary>Start and end addresses in hexadecimal, the end exclusive: <c>0x7000-0xb000</c>.</summary>
    public override string ToString() =>
        IsAll
            ? "all"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"0x{First.Address:x}-0x{(UInt128)First.Address + ((UInt128)Count << PageNumber.Shift):x}"
            );
}
