using SvaOrleans.Model.Memory;
using SvaOrleans.Model.Tables;
using static SvaOrleans.Model.Tests.Pages;

namespace SvaOrleans.Model.Tests.Tables;

public class IoPageTableTests
{
    private const int Limit = 120;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_table_is_a_dictionary_of_pages(int seed)
    {
        var random = new Random(seed);
        var table = new IoPageTable();
        SortedDictionary<ulong, (ulong Physical, Protection Protection)> model = [];
        for (var step = 0; step < 300; step++)
        {
            var range = Pages.Random(random, Limit, 20);
            var numbers = Enumerable.Range((int)range.First.Value, (int)range.Count).Select(page => (ulong)page).ToList();
            if (random.Next(2) == 0)
            {
                // Often contiguous with a neighbour, so that merging has work to do.
                var physical = random.Next(2) == 0 ? range.First.Value + 1000 : (ulong)random.Next(2000);
                var protection = (Protection)random.Next(4);
                var expected =
                    range.IsEmpty || protection == Protection.None ? Errno.EINVAL
                    : numbers.Any(model.ContainsKey) ? Errno.EEXIST
                    : Errno.None;
                var before = table.Hash();
                Assert.Equal(expected, table.Map(range, physical, protection));
                if (expected.IsSuccess)
                {
                    numbers.ForEach(page => model.Add(page, (physical + page - range.First.Value, protection)));
                }
                else
                {
                    Assert.Equal(before, table.Hash());
                }
            }
            else
            {
                Assert.Equal((ulong)numbers.Count(model.Remove), table.Unmap(range));
            }

            table.Check();
            Assert.Equal((ulong)model.Count, table.PageCount);
            for (var page = 0ul; page < Limit + 20; page++)
            {
                var isMapped = table.TryWalk(Page(page), out var physical, out var protection);
                if (model.TryGetValue(page, out var expected) != isMapped || expected != (physical, protection))
                {
                    Assert.Fail($"page {page} should map to {expected}, not {physical} {protection}");
                }
            }
        }

        var flat = table.Mappings.SelectMany(m =>
            Enumerable.Range(0, (int)m.Iova.Count).Select(i => (m.Iova.First.Value + (ulong)i, m.PhysicalPage + (ulong)i, m.Protection))
        );
        Assert.Equal(model.Select(entry => (entry.Key, entry.Value.Physical, entry.Value.Protection)), flat);
    }

    [Fact]
    public void Neighbours_that_continue_each_other_are_one()
    {
        var table = new IoPageTable();
        table.Map(Range(0, 3), 100, Protection.Read);
        table.Map(Range(8, 11), 108, Protection.Read);
        table.Map(Range(4, 7), 104, Protection.Read);
        Assert.Equal([new(Range(0, 11), 100, Protection.Read)], table.Mappings.ToArray());
        table.Map(Range(12, 12), 113, Protection.Read);
        table.Map(Range(13, 13), 114, Protection.Write);
        Assert.Equal(3, table.Mappings.Length);
    }

    [Fact]
    public void Limits()
    {
        var table = new IoPageTable();
        Assert.Equal(Errno.EINVAL, table.Map(new(Page(1), PageRange.AllCount), 0, Protection.Read));
        Assert.Equal(Errno.EINVAL, table.Map(Range(0, 1), PageRange.AllCount - 1, Protection.Read));
        Assert.Equal(Errno.None, table.Map(PageRange.All, 0, Protection.Read));
        Assert.Equal(PageRange.AllCount, table.Unmap(PageRange.All));
    }

    [Fact]
    public void State_laws()
    {
        var table = new IoPageTable();
        table.Map(Range(0, 3), 100, Protection.Read);
        StateLaws.CopyIsIndependent(table, t => t.Unmap(Range(1, 1)));

        ulong Hash(ulong first, ulong last, ulong physical, Protection protection)
        {
            var other = new IoPageTable();
            other.Map(Range(first, last), physical, protection);
            return other.Hash();
        }

        StateLaws.AllDiffer([
            new IoPageTable().Hash(),
            Hash(0, 3, 100, Protection.Read),
            Hash(0, 3, 101, Protection.Read),
            Hash(0, 4, 100, Protection.Read),
            Hash(1, 3, 100, Protection.Read),
            Hash(0, 3, 100, Protection.Write),
        ]);
    }
}
