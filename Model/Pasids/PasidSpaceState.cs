using SvaOrleans.Model.Hashing;

namespace SvaOrleans.Model.Pasids;

/// <summary>A host's PASID numbers (the 2018 IDR, the later IDA): the lowest free number in a range, and how often each was given
/// out.</summary>
/// <remarks>A tree of 64-way bitmaps: allocating, freeing and finding cost six steps, however many numbers are taken.</remarks>
public sealed class PasidSpaceState : IModelState<PasidSpaceState>
{
    /// <summary>The largest number that can be given out: 31 bits, since the kernel's sign bit carries errors.</summary>
    public const uint LargestValue = int.MaxValue;

    private const int RootLevel = 5;

    private readonly PasidNode _root;

    /// <summary>A space in which nothing was ever given out.</summary>
    public PasidSpaceState() => _root = new(RootLevel);

    private PasidSpaceState(PasidNode root) => this._root = root;

    /// <summary>How many numbers are taken.</summary>
    public int Count { get; private set; }

    /// <summary>The taken numbers in ascending order, and their owners.</summary>
    public IEnumerable<(Pasid Pasid, PasidOwner Owner)> Allocated => Leaves().SelectMany(leaf => Taken(leaf.Leaf, leaf.First));

    /// <summary>Takes the lowest free number of a range.</summary>
    /// <param name="min">The lowest number allowed.</param>
    /// <param name="max">The highest number allowed, itself included; values above <see cref="LargestValue"/> mean that.</param>
    /// <param name="mm">The address space that it will name.</param>
    /// <param name="pasid">The number; none on error.</param>
    /// <param name="lease">How often it has been given out, this time included; 0 on error.</param>
    /// <returns>-EINVAL when <paramref name="min"/> is above <paramref name="max"/>; -ENOSPC when all are taken.</returns>
    public Errno Allocate(Pasid min, Pasid max, ObjectName mm, out Pasid pasid, out PasidLease lease)
    {
        (pasid, lease) = (default, default);
        var last = Math.Min(max.Value, LargestValue);
        if (min > max)
        {
            return Errno.EINVAL;
        }

        var found = min.Value > last ? -1 : _root.LowestFree(min.Value);
        if (found < 0 || found > last)
        {
            return Errno.ENOSPC;
        }

        pasid = new((uint)found);
        var leaf = MakeLeaf(pasid.Value);
        var slot = Slot(pasid.Value);
        lease = new(++leaf.Leases[slot]);
        leaf.Owners[slot] = new(mm, lease);
        Mark(pasid.Value, isTaken: true);
        Count++;
        return Errno.None;
    }

    /// <summary>Frees a PASID.</summary>
    /// <param name="pasid">The number.</param>
    /// <param name="lease">The lease to end; another one is a former owner's.</param>
    /// <returns>False, and nothing changed, when it is not taken or was given out again since: a double free or a use after free.</returns>
    public bool Free(Pasid pasid, PasidLease lease)
    {
        if (!TryFind(pasid, out var owner) || owner.Lease != lease)
        {
            return false;
        }

        FindLeaf(pasid.Value)!.Owners[Slot(pasid.Value)] = default;
        Mark(pasid.Value, isTaken: false);
        Count--;
        return true;
    }

    /// <summary>The owner of a number.</summary>
    /// <returns>False when it is free.</returns>
    public bool TryFind(Pasid pasid, out PasidOwner owner)
    {
        owner = default;
        if (pasid.IsNone || pasid.Value > LargestValue || FindLeaf(pasid.Value) is not { } leaf || !leaf.IsSet(Slot(pasid.Value)))
        {
            return false;
        }

        owner = leaf.Owners[Slot(pasid.Value)];
        return true;
    }

    /// <summary>How often a number has been given out.</summary>
    public PasidLease LeaseOf(Pasid pasid) =>
        !pasid.IsNone && pasid.Value <= LargestValue && FindLeaf(pasid.Value) is { } leaf ? new(leaf.Leases[Slot(pasid.Value)]) : default;

    /// <inheritdoc/>
    public PasidSpaceState Copy() => new(_root.Copy()) { Count = Count };

    /// <inheritdoc/>
    /// <remarks>The last leases of free numbers count: they decide what the next owner gets.</remarks>
    public ulong Hash()
    {
        var hash = default(StateHash);
        hash.Add(Count);
        foreach (var (leaf, first) in Leaves())
        {
            for (var slot = 0; slot < PasidNode.Fanout; slot++)
            {
                if (leaf.Leases[slot] == 0)
                {
                    continue;
                }

                hash.Add((ulong)(first + slot));
                hash.Add(leaf.Leases[slot]);
                hash.Add(leaf.IsSet(slot));
                hash.Add(leaf.Owners[slot].Mm);
            }
        }

        return hash.Value;
    }

    /// <inheritdoc/>
    public void Check()
    {
        var count = 0;
        CheckTree(_root, RootLevel);
        foreach (var (leaf, first) in Leaves())
        {
            for (var slot = 0; slot < PasidNode.Fanout; slot++)
            {
                var owner = leaf.Owners[slot];
                count += leaf.IsSet(slot) ? 1 : 0;
                ModelInvariantException.Require(
                    leaf.IsSet(slot) ? owner.Lease.Value == leaf.Leases[slot] && owner.Lease.Value > 0 : owner == default,
                    1,
                    $"PASID {first + slot} and its owner {owner.Mm} disagree"
                );
            }
        }

        ModelInvariantException.Require(count == Count, 7, $"{count} PASIDs are taken, {Count} counted");
    }

    private static int Slot(uint value) => Slot(value, 0);

    private static int Slot(uint value, int level) => (int)((value >> (level * PasidNode.BitsPerLevel)) & (PasidNode.Fanout - 1));

    private static void CheckTree(PasidNode node, int level)
    {
        for (var i = 0; i < node.Children.Length; i++)
        {
            var child = node.Children[i];
            ModelInvariantException.Require(node.IsSet(i) == (child is { IsFull: true }), 0, "the PASID tree is wrong about a full branch");
            if (child is not null)
            {
                CheckTree(child, level - 1);
            }
        }
    }

    private List<(PasidNode Leaf, long First)> Leaves()
    {
        var leaves = new List<(PasidNode, long)>();
        AddLeaves(_root, RootLevel, 0, leaves);
        return leaves;
    }

    private static void AddLeaves(PasidNode node, int level, long first, List<(PasidNode, long)> leaves)
    {
        if (level == 0)
        {
            leaves.Add((node, first));
            return;
        }

        for (var i = 0; i < node.Children.Length; i++)
        {
            if (node.Children[i] is { } child)
            {
                AddLeaves(child, level - 1, first + ((long)i << (level * PasidNode.BitsPerLevel)), leaves);
            }
        }
    }

    private static IEnumerable<(Pasid Pasid, PasidOwner Owner)> Taken(PasidNode leaf, long first)
    {
        for (var slot = 0; slot < PasidNode.Fanout; slot++)
        {
            if (leaf.IsSet(slot))
            {
                yield return (new((uint)(first + slot)), leaf.Owners[slot]);
            }
        }
    }

    private PasidNode? FindLeaf(uint value)
    {
        var node = _root;
        for (var level = RootLevel; level > 0 && node is not null; level--)
        {
            node = node.Children[Slot(value, level)];
        }

        return node;
    }

    private PasidNode MakeLeaf(uint value)
    {
        var node = _root;
        for (var level = RootLevel; level > 0; level--)
        {
            node = node.Children[Slot(value, level)] ??= new(level - 1);
        }

        return node;
    }

    private void Mark(uint value, bool isTaken) => Mark(_root, RootLevel, value, isTaken);

    private static bool Mark(PasidNode node, int level, uint value, bool isTaken)
    {
        node.Mark(Slot(value, level), level == 0 ? isTaken : Mark(node.Children[Slot(value, level)]!, level - 1, value, isTaken));
        return node.IsFull;
    }
}
