using System.Globalization;
using SvaOrleans.Model.Invalidation;

namespace SvaOrleans.Model.Tables;

/// <summary>Intel VT-d PASID table of before 3.0, in extended context mode (kernel 4.x intel-svm.c): one contiguous table of 8-byte
/// entries. Traffic without PASID goes by the extended context entry, so that entry 0 is free for an address space.</summary>
public sealed class IntelExtendedPasidTable : PasidTable
{
    private const int EntryBytes = 8;
    private const int PageBytes = 4096;

    /// <summary>An empty table.</summary>
    /// <param name="widthBits">Width of the PASIDs, 0 to 20 bits.</param>
    public IntelExtendedPasidTable(int widthBits)
        : base(widthBits) { }

    /// <inheritdoc/>
    public override IommuKind Kind => IommuKind.IntelVtd;

    /// <inheritdoc/>
    public override bool HasEntry0 => false;

    /// <inheritdoc/>
    /// <remarks>There is one leaf, the table itself.</remarks>
    public override int LeafEntries => 1 << WidthBits;

    /// <inheritdoc/>
    public override string Shape => string.Create(CultureInfo.InvariantCulture, $"contiguous, {LeafEntries}, {EntryBytes} B entries");

    /// <inheritdoc/>
    /// <remarks>It is allocated as a whole when it is made.</remarks>
    public override long SizeBytes => Math.Max(PageBytes, (long)LeafEntries * EntryBytes);
}
