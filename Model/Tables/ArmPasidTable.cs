using System.Globalization;
using SvaOrleans.Model.Invalidation;

namespace SvaOrleans.Model.Tables;

/// <summary>Arm SMMUv3 context descriptor table (kernel arm_smmu_alloc_cd_tables): linear up to 1024 descriptors of 64 bytes, beyond that
/// two levels with 64 KiB leaves.</summary>
public sealed class ArmPasidTable : PasidTable
{
    private const int DescriptorBytes = 64;
    private const int LevelOneEntryBytes = 8;
    private const int LinearMax = 1024;

    /// <summary>An empty table.</summary>
    /// <param name="widthBits">Width of the substream ids, 0 to 20 bits.</param>
    public ArmPasidTable(int widthBits)
        : base(widthBits) { }

    /// <inheritdoc/>
    public override IommuKind Kind => IommuKind.ArmSmmuV3;

    /// <summary>Whether there is no first level.</summary>
    public bool IsLinear => Contexts <= LinearMax;

    /// <inheritdoc/>
    public override int LeafEntries => Math.Min(Contexts, LinearMax);

    /// <inheritdoc/>
    public override string Shape =>
        IsLinear
            ? string.Create(CultureInfo.InvariantCulture, $"linear, {Contexts}, {DescriptorBytes} B entries")
            : string.Create(CultureInfo.InvariantCulture, $"2-level, {Contexts / LinearMax} x {LinearMax}, {DescriptorBytes} B entries");

    /// <inheritdoc/>
    /// <remarks>A linear table is allocated as a whole when it is made; of two levels only the first.</remarks>
    public override long SizeBytes =>
        IsLinear
            ? (long)Contexts * DescriptorBytes
            : ((long)Contexts / LinearMax * LevelOneEntryBytes) + ((long)LeafCount * LinearMax * DescriptorBytes);

    private int Contexts => 1 << WidthBits;
}
