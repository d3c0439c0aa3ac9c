using System.Globalization;
using SvaOrleans.Model.Invalidation;

namespace SvaOrleans.Model.Tables;

/// <summary>AMD-Vi guest CR3 table (kernel amd/iommu.c get_gcr3_levels): 1 to 3 levels of 512 entries of 8 bytes, one 4 KiB page
/// each.</summary>
public sealed class AmdPasidTable : PasidTable
{
    private const int BitsPerLevel = 9;
    private const int TableEntries = 1 << BitsPerLevel;
    private const int EntryBytes = 8;

    /// <summary>An empty table.</summary>
    /// <param name="widthBits">Width of the PASIDs, 0 to 20 bits.</param>
    public AmdPasidTable(int widthBits)
        : base(widthBits) { }

    /// <inheritdoc/>
    public override IommuKind Kind => IommuKind.AmdVi;

    /// <summary>Levels, 1 to 3.</summary>
    public int Levels => Math.Max(1, (WidthBits + BitsPerLevel - 1) / BitsPerLevel);

    /// <inheritdoc/>
    public override int LeafEntries => TableEntries;

    /// <inheritdoc/>
    public override string Shape =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Levels}-level, {string.Join(" x ", Enumerable.Repeat(TableEntries, Levels))}, {EntryBytes} B entries"
        );

    /// <inheritdoc/>
    /// <remarks>The root is allocated when the table is made; with one level the root is the only leaf.</remarks>
    public override long SizeBytes
    {
        get
        {
            var tables = 1L;
            if (Levels > 1)
            {
                tables += LeafCount;
            }

            if (Levels > 2)
            {
                tables += Leaves.Select(leaf => leaf >> BitsPerLevel).Distinct().Count();
            }

            return tables * TableEntries * EntryBytes;
        }
    }
}
