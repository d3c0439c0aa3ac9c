using SvaOrleans.Model.Invalidation;
using SvaOrleans.Model.Tables;

namespace SvaOrleans.Model.Tests.Tables;

public class PasidTableTests
{
    public static TheoryData<IommuKind, int> Shapes
    {
        get
        {
            var data = new TheoryData<IommuKind, int>();
            foreach (var kind in Enum.GetValues<IommuKind>())
            {
                foreach (var width in new[] { 0, 6, 9, 10, 11, 18, 20 })
                {
                    data.Add(kind, width);
                }
            }

            return data;
        }
    }

    [Theory]
    [InlineData(IommuKind.ArmSmmuV3, 8, "linear, 256, 64 B entries")]
    [InlineData(IommuKind.ArmSmmuV3, 10, "linear, 1024, 64 B entries")]
    [InlineData(IommuKind.ArmSmmuV3, 11, "2-level, 2 x 1024, 64 B entries")]
    [InlineData(IommuKind.ArmSmmuV3, 20, "2-level, 1024 x 1024, 64 B entries")]
    [InlineData(IommuKind.AmdVi, 0, "1-level, 512, 8 B entries")]
    [InlineData(IommuKind.AmdVi, 9, "1-level, 512, 8 B entries")]
    [InlineData(IommuKind.AmdVi, 16, "2-level, 512 x 512, 8 B entries")]
    [InlineData(IommuKind.AmdVi, 18, "2-level, 512 x 512, 8 B entries")]
    [InlineData(IommuKind.AmdVi, 19, "3-level, 512 x 512 x 512, 8 B entries")]
    [InlineData(IommuKind.IntelVtd, 20, "directory, 16384 x 64, 64 B entries")]
    [InlineData(IommuKind.IntelVtd, 15, "directory, 512 x 64, 64 B entries")]
    [InlineData(IommuKind.IntelVtd, 8, "directory, 512 x 64, 64 B entries")]
    public void Shapes_are_the_vendors(IommuKind kind, int widthBits, string shape) =>
        Assert.Equal(shape, PasidTable.Create(kind, widthBits).Shape);

    // Bytes when empty, with entry 1, with 1 and 2, with the largest PASID too.
    [Theory]
    [InlineData(IommuKind.ArmSmmuV3, 10, 65536, 65536, 65536, 65536)]
    [InlineData(IommuKind.ArmSmmuV3, 20, 8192, 8192 + 65536, 8192 + 65536, 8192 + (2 * 65536))]
    [InlineData(IommuKind.AmdVi, 9, 4096, 4096, 4096, 4096)]
    [InlineData(IommuKind.AmdVi, 18, 4096, 8192, 8192, 12288)]
    [InlineData(IommuKind.AmdVi, 20, 4096, 12288, 12288, 20480)]
    [InlineData(IommuKind.IntelVtd, 20, 131072, 135168, 135168, 139264)]
    public void Leaves_cost_memory_when_first_needed(IommuKind kind, int widthBits, long empty, long one, long two, long three)
    {
        var table = PasidTable.Create(kind, widthBits);
        List<long> sizes = [table.SizeBytes];
        foreach (var pasid in new[] { new Pasid(1), new Pasid(2), table.Largest })
        {
            table.Set(pasid, Entry(1));
            sizes.Add(table.SizeBytes);
        }

        Assert.Equal([empty, one, two, three], sizes);
        table.Clear(table.Largest);
        Assert.Equal(three, table.SizeBytes);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_table_is_a_dictionary_that_keeps_its_leaves(IommuKind kind, int widthBits)
    {
        var random = new Random(widthBits);
        var table = PasidTable.Create(kind, widthBits);
        SortedDictionary<uint, PasidEntry> model = [];
        SortedSet<uint> leaves = [];
        for (var step = 0; step < 400; step++)
        {
            var pasid = (uint)random.NextInt64(0, (long)table.Largest.Value + 1) & (random.Next(2) == 0 ? 0x3f : uint.MaxValue);
            if (random.Next(3) > 0)
            {
                var entry = Entry(random.Next(5), pasid == 0);
                Assert.Equal(!leaves.Contains(pasid / (uint)table.LeafEntries), table.NeedsLeaf(new(pasid)));
                table.Set(new(pasid), entry);
                model[pasid] = entry;
                leaves.Add(pasid / (uint)table.LeafEntries);
            }
            else
            {
                Assert.Equal(model.Remove(pasid), table.Clear(new(pasid)));
            }

            Assert.Equal(model.TryGetValue(pasid, out var expected), table.TryGet(new(pasid), out var found));
            Assert.Equal(expected, found);
            Assert.Equal(leaves.Count, table.LeafCount);
            Assert.Equal(model.Count, table.Count);
        }

        Assert.Equal(model.Select(entry => (new Pasid(entry.Key), entry.Value)), table.Entries);
        Assert.Equal(kind, table.Kind);
        Assert.True(table.HasEntry0);
        table.Check();
        StateLaws.CopyIsIndependent(table, t => t.Set(new(0), Entry(99, true)));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void No_entry_lies_beyond_the_width(IommuKind kind, int widthBits)
    {
        var table = PasidTable.Create(kind, widthBits);
        Assert.Equal((1u << widthBits) - 1, table.Largest.Value);
        Assert.Throws<ArgumentOutOfRangeException>(() => table.Set(new(table.Largest.Value + 1), Entry(1)));
        Assert.False(table.TryGet(new(table.Largest.Value + 1), out _));
        Assert.Equal(0, table.Count);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Entry_0_is_never_a_process(IommuKind kind, int widthBits)
    {
        var table = PasidTable.Create(kind, widthBits);
        table.Set(Pasid.Zero, Entry(1, isPrivate: true));
        table.Check();
        table.Set(Pasid.Zero, Entry(1));
        Assert.Equal(17, StateLaws.BrokenInvariant(table.Check));
    }

    [Fact]
    public void Equal_tables_hash_alike_and_others_do_not()
    {
        PasidTable Table(params (uint Pasid, int Mm)[] entries)
        {
            var table = PasidTable.Create(IommuKind.IntelVtd, 20);
            foreach (var (pasid, mm) in entries)
            {
                table.Set(new(pasid), Entry(mm));
            }

            return table;
        }

        Assert.Equal(Table((1, 1), (2, 2)).Hash(), Table((2, 3), (1, 1), (2, 2)).Hash());
        var cleared = Table((1, 1), (100, 1));
        cleared.Clear(new(100));
        StateLaws.AllDiffer([
            Table().Hash(),
            Table((1, 1)).Hash(),
            Table((2, 1)).Hash(),
            Table((1, 2)).Hash(),
            Table((1, 1), (2, 1)).Hash(),
            cleared.Hash(),
            PasidTable.Create(IommuKind.AmdVi, 20).Hash(),
            PasidTable.Create(IommuKind.IntelVtd, 19).Hash(),
        ]);
        var entry = Entry(1);
        StateLaws.AllDiffer(
            new[]
            {
                entry,
                entry with
                {
                    Lease = new(9),
                },
                entry with
                {
                    Incarnation = new(9),
                },
                entry with
                {
                    IoMm = Names.IoMm(9),
                },
                entry with
                {
                    Mm = default,
                },
            }.Select(other =>
            {
                var table = Table();
                table.Set(new(1), other);
                return table.Hash();
            })
        );
    }

    private static PasidEntry Entry(int number, bool isPrivate = false) =>
        new(isPrivate ? default : Names.Mm(number), isPrivate ? default : Names.IoMm(number), new((ulong)number), new(1));
}
