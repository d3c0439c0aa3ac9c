using SvaOrleans.Model.Invalidation;
using SvaOrleans.Model.Tables;

namespace SvaOrleans.Model.Tests.Tables;

/// <summary>VT-d's PASID table of before 3.0: one contiguous table, entry 0 like others.</summary>
public class ExtendedPasidTableTests
{
    [Theory]
    [InlineData(0, 1, 4096)]
    [InlineData(9, 512, 4096)]
    [InlineData(16, 65536, 524288)]
    [InlineData(20, 1048576, 8388608)]
    public void It_is_allocated_as_a_whole(int widthBits, int entries, long bytes)
    {
        var table = PasidTable.Create(IommuKind.IntelVtd, widthBits, isExtended: true);

        Assert.Equal($"contiguous, {entries}, 8 B entries", table.Shape);
        Assert.Equal(bytes, table.SizeBytes);
        table.Set(Pasid.Zero, Entry(1));
        table.Set(table.Largest, Entry(2));
        Assert.Equal((bytes, 1, false), (table.SizeBytes, table.LeafCount, table.HasEntry0));
    }

    [Fact]
    public void Entry_0_can_be_an_address_space_s()
    {
        var table = PasidTable.Create(IommuKind.IntelVtd, 16, isExtended: true);
        table.Set(Pasid.Zero, Entry(1));

        table.Check();
        Assert.True(table.TryGet(Pasid.Zero, out var found));
        Assert.Equal(Entry(1), found);
        Assert.False(table.TryGet(Pasid.None, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Set(Pasid.None, Entry(1)));
        StateLaws.CopyIsIndependent(table, copy => copy.Set(Pasid.Zero, Entry(2)));
        Assert.False(table.Copy().HasEntry0);
    }

    private static PasidEntry Entry(int number) => new(Names.Mm(number), Names.IoMm(number), new((ulong)number), new(1));
}
