using System.Numerics;

namespace SvaOrleans.Model.Pasids;

/// <summary>64 children of the number tree: the numbers themselves at the bottom, else smaller trees. A child's bit is set when nothing in
/// it is free, so that the lowest free number is found by walking down once.</summary>
internal sealed class PasidNode(int level)
{
    public const int BitsPerLevel = 6;
    public const int Fanout = 1 << BitsPerLevel;

    private ulong _full;

    public PasidNode?[] Children { get; } = level > 0 ? new PasidNode?[Fanout] : [];

    public PasidOwner[] Owners { get; } = level == 0 ? new PasidOwner[Fanout] : [];

    public ulong[] Leases { get; } = level == 0 ? new ulong[Fanout] : [];

    public bool IsFull => _full == ulong.MaxValue;

    public bool IsSet(int child) => ((_full >> child) & 1) != 0;

    public void Mark(int child, bool isFull) => _full = isFull ? _full | (1ul << child) : _full & ~(1ul << child);

    /// <summary>The lowest free number from <paramref name="min"/> on, both counted from this tree's first; -1 when there is
    /// none.</summary>
    public long LowestFree(long min)
    {
        var shift = level * BitsPerLevel;
        var child = (int)(min >> shift);
        if (level == 0)
        {
            var candidates = ~_full & (ulong.MaxValue << child);
            return candidates == 0 ? -1 : BitOperations.TrailingZeroCount(candidates);
        }

        // Only the child that holds min can turn out to be full from min on without its bit being set.
        for (var rest = min - ((long)child << shift); child < Fanout; child++, rest = 0)
        {
            if (IsSet(child))
            {
                continue;
            }

            var found = Children[child] is { } tree ? tree.LowestFree(rest) : rest;
            if (found >= 0)
            {
                return ((long)child << shift) + found;
            }
        }

        return -1;
    }

    public PasidNode Copy()
    {
        var copy = new PasidNode(level) { _full = _full };
        Owners.CopyTo(copy.Owners, 0);
        Leases.CopyTo(copy.Leases, 0);
        for (var i = 0; i < Children.Length; i++)
        {
            copy.Children[i] = Children[i]?.Copy();
        }

        return copy;
    }
}
