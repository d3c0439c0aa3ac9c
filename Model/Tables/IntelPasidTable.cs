using System.Globalization;
using SvaOrleans.Model.Invalidation;

namespace SvaOrleans.Model.Tables;

/// <summary>Intel VT-d scalable mode PASID table (kernel intel/pasid.c): a directory of 8-byte entries, in whole pages rounded up to a
/// power of two, over leaves of 64 entries of 64 bytes.</summary>
public sealed class IntelPasidTable : PasidTable
{
    private const int EntryBytes = 64;
    private const int EntriesPerLeaf = 64;
    private const int DirectoryEntryBytes = 8;
    private const int PageBytes = 4096;

    /// <summary>An empty table.</summary>
    /// <param name="widthBits">Width of the PASIDs, 0 to 20 bits.</param>
    public IntelPasidTable(int widthBits)
        : base(widthBits) { }

    /// <inheritdoc/>
    public override IommuKind Kind => IommuKind.IntelVtd;

    /// <summary>Directory entries, 512 to 16384: a directory never takes less than a page.</summary>
    public int DirectoryEntries => Math.Max(PageBytes / DirectoryEntryBytes, (1 << WidthBits) / EntriesPerLeaf);

    /// <inheritdoc/>
    public override int LeafEntries => EntriesPerLeaf;

    /// <inheritdoc/>
    public override string Shape =>
        string.Create(CultureInfo.InvariantCulture, $"directory, {DirectoryEntries} x {EntriesPerLeaf}, {EntryBytes} B entries");

    /// <inheritdoc/>
    public override long SizeBytes => ((long)DirectoryEntries * DirectoryEntryBytes) + ((long)LeafCount * EntriesPerLeaf * EntryBytes);
}
