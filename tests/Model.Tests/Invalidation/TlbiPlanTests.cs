using SvaOrleans.Model.Invalidation;
using static SvaOrleans.Model.Tests.Pages;

namespace SvaOrleans.Model.Tests.Invalidation;

public class TlbiPlanTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 20)];

    [Fact]
    public void Without_range_commands_every_page_has_its_own()
    {
        var plan = ArmTlbi.Plan(Range(7, 10), hasRangeCommands: false);
        AssertRanges(plan.Commands, PageRange.One(Page(7)), PageRange.One(Page(8)), PageRange.One(Page(9)), PageRange.One(Page(10)));
        Assert.False(plan.IsWholeAddressSpace);
        Assert.False(plan.Covers(Page(11)));
        Assert.False(plan.Covers(Page(6)));
    }

    [Theory]
    [InlineData(511, 511, false)]
    [InlineData(512, 1, true)]
    [InlineData(513, 1, true)]
    [InlineData(1 << 20, 1, true)]
    public void From_512_operations_on_the_whole_asid_goes(ulong pages, int commands, bool isWhole)
    {
        var plan = ArmTlbi.Plan(new(Page(3), pages), hasRangeCommands: false);
        Assert.Equal(commands, plan.Commands.Length);
        Assert.Equal(isWhole, plan.IsWholeAddressSpace);
        Assert.True(plan.Covers(Page(3 + pages - 1)));
    }

    // Pages in the range, pages of each command: five bits at a time from the lowest set one.
    [Theory]
    [InlineData(1, new ulong[] { 1 })]
    [InlineData(31, new ulong[] { 31 })]
    [InlineData(32, new ulong[] { 32 })]
    [InlineData(33, new ulong[] { 1, 32 })]
    [InlineData(512, new ulong[] { 512 })]
    [InlineData(0x3ff, new ulong[] { 0x1f, 0x3e0 })]
    [InlineData(1ul << 36, new ulong[] { 1ul << 36 })]
    [InlineData((1ul << 37) + 2, new ulong[] { 2, 1ul << 36, 1ul << 36 })]
    public void Range_commands(ulong pages, ulong[] commands)
    {
        var plan = ArmTlbi.Plan(new(Page(5), pages), hasRangeCommands: true);
        Assert.Equal(commands, plan.Commands.Select(command => command.Count));
        Assert.False(plan.IsWholeAddressSpace);
    }

    [Theory]
    [InlineData(0, false, 0, 0)]
    [InlineData(1, false, 0, 0)]
    [InlineData(2, true, 1, 1)]
    [InlineData(3, true, 3, 0)]
    [InlineData(31, true, 31, 0)]
    [InlineData(33, false, 0, 0)]
    [InlineData(1ul << 36, true, 32, 31)]
    [InlineData(1ul << 37, false, 0, 0)]
    public void Fields_of_a_range_command(ulong pages, bool exists, int units, int scale)
    {
        Assert.Equal(exists, ArmTlbi.TryEncode(pages, out var foundUnits, out var foundScale));
        Assert.Equal((units, scale), (foundUnits, foundScale));
    }

    [Fact]
    public void Everything_and_nothing()
    {
        foreach (var kind in Enum.GetValues<IommuKind>())
        {
            Assert.Equal(TlbiPlan.Whole, InvalidationRules.ForIotlb(kind, PageRange.All, hasRangeCommands: true));
            Assert.Equal(TlbiPlan.Whole, InvalidationRules.ForIotlb(kind, PageRange.All));
            Assert.Equal(TlbiPlan.Empty, InvalidationRules.ForIotlb(kind, new(Page(9), 0)));
        }

        // No range command covers more than 2^36 pages, and the limit holds for range commands too.
        Assert.Equal(511, ArmTlbi.Plan(new(default, 511ul << 36), hasRangeCommands: true).Commands.Length);
        Assert.Equal(TlbiPlan.Whole, ArmTlbi.Plan(new(default, 512ul << 36), hasRangeCommands: true));
    }

    [Theory]
    [InlineData(8, 4, new ulong[] { 8 }, 4)]
    [InlineData(7, 4, new ulong[] { 4, 8 }, 4)]
    [InlineData(5, 3, new ulong[] { 4 }, 4)]
    [InlineData(7, 1, new ulong[] { 7 }, 1)]
    [InlineData(0x7ff, 2, new ulong[] { 0x7fe, 0x800 }, 2)]
    public void Intel_splits_into_aligned_chunks(ulong first, ulong count, ulong[] starts, ulong chunk)
    {
        var plan = IntelIotlb.Plan(new(Page(first), count));
        Assert.Equal(starts.Select(start => new PageRange(Page(start), chunk)), plan.Commands);
    }

    [Fact]
    public void Intel_goes_pasid_selective_above_the_mask()
    {
        Assert.False(IntelIotlb.Plan(new(Page(1), 512), 9).IsWholeAddressSpace);
        Assert.Equal(TlbiPlan.Whole, IntelIotlb.Plan(new(Page(0), 513), 9));
    }

    [Fact]
    public void Amd_uses_one_command() =>
        Assert.Equal(new([new(Page(0), 16)], false), InvalidationRules.ForIotlb(IommuKind.AmdVi, Range(7, 10)));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Arm_covers_exactly_the_range_with_commands_that_exist(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 1_000; i++)
        {
            var range = new PageRange(Page((ulong)random.NextInt64(1L << 40)), (ulong)random.NextInt64(1, 1L << random.Next(1, 41)));
            foreach (var hasRange in new[] { false, true })
            {
                var plan = ArmTlbi.Plan(range, hasRange);
                Assert.True(plan.Commands.Length < ArmTlbi.OperationLimit);
                if (plan.IsWholeAddressSpace)
                {
                    AssertRanges(plan.Commands, PageRange.All);
                    Assert.False(hasRange);
                    continue;
                }

                var next = range.First;
                foreach (var command in plan.Commands)
                {
                    Assert.Equal(next, command.First);
                    Assert.True(
                        command.Count == 1 || (hasRange && ArmTlbi.TryEncode(command.Count, out _, out _)),
                        $"{command.Count} pages"
                    );
                    next = command.End;
                }

                Assert.Equal(range.End, next);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Intel_and_amd_cover_the_range_with_aligned_powers_of_two(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 1_000; i++)
        {
            var range = new PageRange(Page((ulong)random.NextInt64(1L << 38)), (ulong)random.NextInt64(1, 1L << random.Next(1, 38)));
            foreach (var kind in new[] { IommuKind.IntelVtd, IommuKind.AmdVi })
            {
                var plan = InvalidationRules.ForIotlb(kind, range);
                Assert.InRange(plan.Commands.Length, 1, 2);
                Assert.True(plan.Commands[0].Contains(range.First));
                Assert.True(plan.Commands[^1].Contains(range.Last));
                Assert.All(plan.Commands, command => Assert.True(ulong.IsPow2(command.Count) && command.First.Value % command.Count == 0));
                if (plan.Commands.Length == 2)
                {
                    Assert.Equal(plan.Commands[0].End, plan.Commands[1].First);
                }

                if (kind == IommuKind.IntelVtd)
                {
                    Assert.All(plan.Commands, command => Assert.True(command.Overlaps(range) && command.Count < 2 * range.Count));
                }
            }
        }
    }
}
