using SvaOrleans.Model.Hashing;
using SvaOrleans.Model.Invalidation;

namespace SvaOrleans.Model.Tables;

/// <summary>A PASID table in a vendor's shape. Leaf tables are allocated when first needed and freed with the table.</summary>
public abstract class PasidTable : IModelState<PasidTable>
{
    private readonly SortedDictionary<Pasid, PasidEntry> _entries = [];
    private readonly SortedSet<uint> _leaves = [];

    private protected PasidTable(int widthBits) => (WidthBits, Largest) = (widthBits, Pasid.LargestOfWidth(widthBits));

    /// <summary>Which vendor's shape it has.</summary>
    public abstract IommuKind Kind { get; }

    /// <summary>Width of the PASIDs that it was made for, in bits.</summary>
    public int WidthBits { get; }

    /// <summary>The largest PASID that it was made for.</summary>
    public Pasid Largest { get; }

    /// <summary>Whether entry 0 stands for traffic without a PASID, that is for the domain's private page table. True for all three vendors
    /// as Linux sets them up: Arm routes such traffic to substream 0, AMD uses entry 0, Intel's RID_PASID names 0. Before VT-d 3.0 the
    /// extended context entry holds that page table's base, and entry 0 is like others.</summary>
    public virtual bool HasEntry0 => true;

    /// <summary>The entries, by PASID.</summary>
    public IEnumerable<(Pasid Pasid, PasidEntry Entry)> Entries => _entries.Select(entry => (entry.Key, entry.Value));

    /// <summary>How many entries are valid.</summary>
    public int Count => _entries.Count;

    /// <summary>How many leaf tables are allocated.</summary>
    public int LeafCount => _leaves.Count;

    /// <summary>Its shape in words, sizes included.</summary>
    public abstract string Shape { get; }

    /// <summary>Memory that it takes now, in bytes.</summary>
    public abstract long SizeBytes { get; }

    /// <summary>Entries in one leaf table.</summary>
    public abstract int LeafEntries { get; }

    private protected IEnumerable<uint> Leaves => _leaves;

    /// <summary>An empty table.</summary>
    /// <param name="kind">The IOMMU.</param>
    /// <param name="widthBits">Width of the PASIDs, 0 to 20 bits.</param>
    /// <param name="isExtended">VT-d: whether it is one of before 3.0, in extended context mode.</param>
    public static PasidTable Create(IommuKind kind, int widthBits, bool isExtended = false) =>
        kind switch
        {
            IommuKind.ArmSmmuV3 => new ArmPasidTable(widthBits),
            IommuKind.IntelVtd when isExtended => new IntelExtendedPasidTable(widthBits),
            IommuKind.IntelVtd => new IntelPasidTable(widthBits),
            IommuKind.AmdVi => new AmdPasidTable(widthBits),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a kind of IOMMU"),
        };

    /// <summary>Looks an entry up.</summary>
    /// <returns>False when there is none.</returns>
    public bool TryGet(Pasid pasid, out PasidEntry entry) => _entries.TryGetValue(pasid, out entry);

    /// <summary>Whether setting an entry allocates a leaf table first, which may fail and may sleep.</summary>
    public bool NeedsLeaf(Pasid pasid) => !_leaves.Contains(LeafOf(pasid));

    /// <summary>Installs an entry, over an old one if there is one.</summary>
    /// <param name="pasid">The PASID, not above <see cref="Largest"/>.</param>
    /// <param name="entry">The entry.</param>
    public void Set(Pasid pasid, PasidEntry entry)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(pasid, Pasid.None);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pasid, Largest);
        _leaves.Add(LeafOf(pasid));
        _entries[pasid] = entry;
    }

    /// <summary>Removes an entry; its leaf table stays.</summary>
    /// <returns>False when there was none.</returns>
    public bool Clear(Pasid pasid) => _entries.Remove(pasid);

    /// <inheritdoc/>
    public PasidTable Copy()
    {
        var copy = Create(Kind, WidthBits, this is IntelExtendedPasidTable);
        foreach (var (pasid, entry) in _entries)
        {
            copy._entries.Add(pasid, entry);
        }

        copy._leaves.UnionWith(_leaves);
        return copy;
    }

    /// <inheritdoc/>
    public ulong Hash()
    {
        var hash = default(StateHash);
        hash.Add((ulong)Kind);
        hash.Add((ulong)WidthBits);
        hash.Add((ulong)_entries.Count);
        foreach (var (pasid, entry) in _entries)
        {
            hash.Add(pasid);
            entry.AddTo(ref hash);
        }

        foreach (var leaf in _leaves)
        {
            hash.Add(leaf);
        }

        return hash.Value;
    }

    /// <inheritdoc/>
    public void Check()
    {
        foreach (var (pasid, entry) in _entries)
        {
            ModelInvariantException.Require(pasid <= Largest, 18, $"PASID {pasid} is above {Largest}");
            ModelInvariantException.Require(_leaves.Contains(LeafOf(pasid)), 0, $"PASID {pasid} has an entry without a leaf table");
            ModelInvariantException.Require(!HasEntry0 || pasid != Pasid.Zero || entry.Mm.IsNone, 17, $"PASID 0 names {entry.Mm}");
        }
    }

    private uint LeafOf(Pasid pasid) => pasid.Value / (uint)LeafEntries;
}
