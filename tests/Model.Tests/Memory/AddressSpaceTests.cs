using SvaOrleans.Model.Memory;
using static SvaOrleans.Model.Tests.Pages;

namespace SvaOrleans.Model.Tests.Memory;

public class AddressSpaceTests
{
    private const Protection ReadWrite = Protection.Read | Protection.Write;

    [Fact]
    public void Munmap_of_pages_7_to_10_invalidates_them_whether_resident_or_not()
    {
        var space = Mapped(Range(0, 99));
        space.Fault(Page(8), Protection.Read);
        var change = space.Unmap(Range(7, 10));
        AssertRanges(change.Invalidate, Range(7, 10));
        Assert.Equal(1ul, change.PagesRemoved);
        Assert.Equal([Range(0, 6), Range(11, 99)], space.Vmas.Select(vma => vma.Range));
        Assert.Equal(FaultResult.NoVma, space.Fault(Page(7), Protection.Read).Result);
        Assert.Equal(FaultResult.Handled, space.Fault(Page(11), Protection.Read).Result);
    }

    [Fact]
    public void Munmap_reports_one_span_from_the_first_to_the_last_mapped_page()
    {
        var space = Mapped(Range(10, 19), Range(30, 39));
        AssertRanges(space.Unmap(Range(0, 99)).Invalidate, Range(10, 39));
        AssertRanges(space.Unmap(Range(0, 99)).Invalidate);
    }

    [Fact]
    public void Errors_of_mapping_calls_are_the_kernels()
    {
        var space = Mapped(Range(10, 19));
        var nothing = new PageRange(Page(10), 0);
        var beyond = new PageRange(Page(space.Layout.End.Value - 1), 2);
        Assert.Equal(Errno.EINVAL, space.Map(nothing, ReadWrite, false).Error);
        Assert.Equal(Errno.EINVAL, space.Unmap(nothing).Error);
        Assert.Equal(Errno.EINVAL, space.Adopt(nothing, ReadWrite).Error);
        Assert.Equal(Errno.None, space.Protect(nothing, Protection.Read).Error);
        Assert.Equal(Errno.None, space.Advise(nothing, Advice.DontNeed).Error);
        Assert.Equal(Errno.ENOMEM, space.Map(beyond, ReadWrite, false).Error);
        Assert.Equal(Errno.EINVAL, space.Unmap(beyond).Error);
        Assert.Equal(Errno.EINVAL, space.Adopt(beyond, ReadWrite).Error);
        Assert.Equal(Errno.ENOMEM, space.Protect(beyond, ReadWrite).Error);
        Assert.Equal(Errno.EINVAL, space.Unmap(PageRange.All).Error);
        Assert.Equal([Range(10, 19)], space.Vmas.Select(vma => vma.Range));
    }

    [Fact]
    public void Mprotect_stops_at_the_hole_and_madvise_goes_on()
    {
        var space = Mapped(Range(10, 19), Range(30, 39));
        space.Populate(Range(0, 99));
        var protect = space.Protect(Range(15, 35), Protection.Read);
        Assert.Equal(Errno.ENOMEM, protect.Error);
        AssertRanges(protect.Invalidate, Range(15, 19));
        Assert.True(space.TryWalk(Page(30), out var beyondHole) && beyondHole.IsWritable);
        Assert.True(space.TryWalk(Page(15), out var beforeHole) && !beforeHole.IsWritable);

        var advise = space.Advise(Range(15, 35), Advice.DontNeed);
        Assert.Equal(Errno.ENOMEM, advise.Error);
        AssertRanges(advise.Invalidate, Range(15, 19), Range(30, 35));
        Assert.Equal(11ul, advise.PagesRemoved);
    }

    [Fact]
    public void Mprotect_to_the_same_rights_invalidates_nothing_and_gaining_rights_does_but_makes_no_page_writable()
    {
        var space = Mapped(Range(10, 19));
        space.Populate(Range(10, 19));
        AssertRanges(space.Protect(Range(10, 19), ReadWrite).Invalidate);
        space.Protect(Range(10, 19), Protection.Read);
        AssertRanges(space.Protect(Range(12, 13), ReadWrite).Invalidate, Range(12, 13));
        Assert.True(space.TryTranslate(Page(12), out var frame, out var rights));
        Assert.Equal(Protection.Read, rights);

        var fault = space.Fault(Page(12), Protection.Write);
        Assert.True(fault.IsPermissionUpgrade);
        Assert.Equal(new Pte(frame, true, false), fault.Pte);
        AssertRanges(fault.Change.Invalidate);
        Assert.False(space.Fault(Page(12), Protection.Write).IsPermissionUpgrade);
    }

    [Fact]
    public void A_page_without_rights_keeps_its_frame_but_no_walk_finds_it()
    {
        var space = Mapped(Range(10, 19));
        var frame = space.Fault(Page(10), Protection.Write).Pte.Frame;
        space.Protect(Range(10, 19), Protection.None);
        Assert.False(space.TryWalk(Page(10), out _));
        Assert.False(space.TryTranslate(Page(10), out _, out _));
        Assert.Equal(FaultResult.NoRights, space.Fault(Page(10), Protection.None).Result);
        space.Protect(Range(10, 19), Protection.Read);
        Assert.True(space.TryWalk(Page(10), out var pte));
        Assert.Equal(frame, pte.Frame);
    }

    [Fact]
    public void Rights_of_a_translation_are_what_hardware_allows()
    {
        var space = new AddressSpace();
        space.Map(Range(1, 1), Protection.Read | Protection.Execute, false);
        space.Map(Range(2, 2), ReadWrite, false);
        space.Map(Range(3, 3), ReadWrite, true);
        foreach (var page in new ulong[] { 1, 2, 3 })
        {
            space.Fault(Page(page), Protection.Read);
        }

        Assert.True(space.TryTranslate(Page(1), out _, out var code));
        Assert.True(space.TryTranslate(Page(2), out _, out var data));
        Assert.True(space.TryTranslate(Page(3), out _, out var shared));
        Assert.Equal((Protection.Read | Protection.Execute, Protection.Read, ReadWrite), (code, data, shared));
    }

    [Fact]
    public void The_first_write_after_a_read_of_private_memory_brings_another_frame_and_shared_memory_never_copies()
    {
        var space = new AddressSpace();
        space.Map(Range(1, 1), ReadWrite, false);
        space.Map(Range(2, 2), ReadWrite, true);
        var read = space.Fault(Page(1), Protection.Read);
        var write = space.Fault(Page(1), Protection.Write);
        Assert.NotEqual(read.Pte.Frame, write.Pte.Frame);
        AssertRanges(write.Change.Invalidate, Range(1, 1));
        Assert.Equal(write.Pte, space.Fault(Page(1), Protection.Read | Protection.Write).Pte);

        var shared = space.Fault(Page(2), Protection.Read).Pte;
        Assert.Equal(shared, space.Fault(Page(2), Protection.Write).Pte);
        space.Fork();
        Assert.Equal(shared, space.Fault(Page(2), Protection.Write).Pte);
    }

    [Fact]
    public void Faults_ask_for_every_right_they_need()
    {
        var space = new AddressSpace();
        space.Map(Range(1, 1), Protection.Read, false);
        Assert.Equal(FaultResult.Handled, space.Fault(Page(1), Protection.Read).Result);
        Assert.Equal(FaultResult.NoRights, space.Fault(Page(1), ReadWrite).Result);
        Assert.Equal(FaultResult.NoRights, space.Fault(Page(1), Protection.Execute).Result);
        Assert.Equal(FaultResult.NoVma, space.Fault(Page(2), Protection.Read).Result);
    }

    [Fact]
    public void Fork_write_protects_the_parent_and_each_side_copies_on_its_own()
    {
        var space = new AddressSpace();
        space.Map(Range(10, 19), ReadWrite, false);
        space.Map(Range(30, 39), ReadWrite, false);
        space.Map(Range(50, 59), ReadWrite, true);
        space.Map(Range(70, 79), Protection.Read, false);
        space.Fault(Page(12), Protection.Write);
        space.Fault(Page(52), Protection.Write);
        space.Fault(Page(72), Protection.Read);
        space.Fault(Page(32), Protection.Read);
        var (image, change) = space.Fork();
        AssertRanges(change.Invalidate, Range(10, 19));
        Assert.Equal(0ul, change.PagesRemoved);

        var child = AddressSpace.FromImage(image);
        Assert.True(child.TryWalk(Page(12), out var shared));
        var parentWrite = space.Fault(Page(12), Protection.Write);
        AssertRanges(parentWrite.Change.Invalidate, Range(12, 12));
        Assert.NotEqual(shared.Frame, parentWrite.Pte.Frame);
        Assert.True(child.TryWalk(Page(12), out var still));
        Assert.Equal(shared, still);
        Assert.True(space.TryWalk(Page(52), out var sharedPage) && sharedPage.IsWritable);
    }

    [Fact]
    public void A_read_only_page_shared_by_fork_is_copied_even_if_made_writable_later()
    {
        var space = new AddressSpace();
        space.Map(Range(1, 1), ReadWrite, false);
        var frame = space.Fault(Page(1), Protection.Write).Pte.Frame;
        space.Protect(Range(1, 1), Protection.Read);
        AssertRanges(space.Fork().Change.Invalidate);
        space.Protect(Range(1, 1), ReadWrite);
        Assert.NotEqual(frame, space.Fault(Page(1), Protection.Write).Pte.Frame);
    }

    [Fact]
    public void Remap_moves_frames_and_invalidates_where_they_were()
    {
        var space = Mapped(Range(10, 11), Range(13, 13));
        var frame = space.Fault(Page(11), Protection.Write).Pte.Frame;
        Assert.Equal(Errno.ENOMEM, space.Remap(Range(10, 11), 4, RemapOptions.None, null, out _).Error);
        Assert.Equal(Errno.None, space.Remap(Range(10, 11), 3, RemapOptions.None, null, out var grown).Error);
        Assert.Equal(Range(10, 12), grown);

        var change = space.Remap(Range(10, 11), 5, RemapOptions.MayMove, Page(500), out var moved);
        Assert.Equal(new(Page(500), 5), moved);
        AssertRanges(change.Invalidate, Range(10, 11));
        Assert.Equal(0ul, change.PagesRemoved);
        Assert.True(space.TryWalk(Page(501), out var pte));
        Assert.Equal(frame, pte.Frame);
        Assert.False(space.TryWalk(Page(11), out _));
        Assert.False(space.TryFindVma(Page(11), out _));
    }

    [Fact]
    public void Remap_to_a_fixed_place_drops_what_is_there_and_the_tail_cut_off()
    {
        var space = Mapped(Range(10, 14), Range(30, 39));
        space.Populate(Range(0, 99));
        var change = space.Remap(Range(10, 14), 3, RemapOptions.MayMove | RemapOptions.Fixed, Page(35), out var moved);
        Assert.Equal(Range(35, 37), moved);
        AssertRanges(change.Invalidate, Range(35, 37), Range(13, 14), Range(10, 12));
        Assert.Equal(5ul, change.PagesRemoved);
        Assert.Equal(10ul, space.ResidentCount);
    }

    [Fact]
    public void Remap_with_dontunmap_leaves_the_old_mapping_empty()
    {
        var space = Mapped(Range(10, 14));
        space.Populate(Range(10, 14));
        var change = space.Remap(Range(10, 14), 5, RemapOptions.MayMove | RemapOptions.DontUnmap, null, out var moved);
        AssertRanges(change.Invalidate, Range(10, 14));
        Assert.True(space.TryFindVma(Page(10), out _));
        Assert.False(space.TryWalk(Page(10), out _));
        Assert.True(space.TryWalk(moved.First, out _));
        Assert.Equal(5ul, space.ResidentCount);
    }

    // What Linux 6.18 answered to the same calls.
    [Theory]
    [InlineData(10, 2, 0, RemapOptions.MayMove, null, "-EINVAL")]
    [InlineData(10, 2, 2, RemapOptions.Fixed, 40ul, "-EINVAL")]
    [InlineData(10, 2, 2, RemapOptions.Fixed | RemapOptions.MayMove, 11ul, "-EINVAL")]
    [InlineData(10, 2, 2, RemapOptions.Fixed | RemapOptions.MayMove, null, "-EINVAL")]
    [InlineData(10, 1, 1, RemapOptions.DontUnmap, null, "-EINVAL")]
    [InlineData(10, 1, 2, RemapOptions.DontUnmap | RemapOptions.MayMove, null, "-EINVAL")]
    [InlineData(10, 0, 1, RemapOptions.MayMove, null, "-EINVAL")]
    [InlineData(12, 0, 1, RemapOptions.MayMove, null, "0")]
    [InlineData(12, 0, 1, RemapOptions.None, null, "-EINVAL")]
    [InlineData(50, 1, 2, RemapOptions.MayMove, null, "-EFAULT")]
    [InlineData(12, 3, 4, RemapOptions.MayMove, null, "-EFAULT")]
    [InlineData(10, 4, 5, RemapOptions.MayMove, null, "-EFAULT")]
    [InlineData(12, 3, 3, RemapOptions.None, null, "0")]
    [InlineData(12, 3, 1, RemapOptions.None, null, "0")]
    [InlineData(10, 2, 4, RemapOptions.None, null, "-ENOMEM")]
    public void Errors_of_remap(ulong first, ulong count, ulong newCount, RemapOptions options, ulong? target, string expected)
    {
        var space = new AddressSpace();
        space.Map(Range(10, 11), ReadWrite, false);
        space.Map(Range(12, 13), ReadWrite, true);
        var before = space.Hash();
        var change = space.Remap(new(Page(first), count), newCount, options, target is { } page ? Page(page) : null, out var moved);
        Assert.Equal(expected, change.Error.ToString());
        if (!change.Error.IsSuccess)
        {
            Assert.Equal(default, moved);
            Assert.Equal(before, space.Hash());
            AssertRanges(change.Invalidate);
        }
    }

    [Fact]
    public void Advice_that_drops_pages_differs_from_advice_that_does_not()
    {
        (Advice Advice, ulong Removed, int Ranges)[] expectations =
        [
            (Advice.DontNeed, 5, 1),
            (Advice.PageOut, 5, 1),
            (Advice.Free, 0, 1),
            (Advice.Cold, 0, 0),
            (Advice.WillNeed, 0, 0),
            (Advice.Normal, 0, 0),
            (Advice.Random, 0, 0),
            (Advice.Sequential, 0, 0),
            (Advice.Other, 0, 0),
        ];
        foreach (var (advice, removed, ranges) in expectations)
        {
            var space = Mapped(Range(10, 19));
            space.Populate(Range(12, 16));
            var change = space.Advise(Range(10, 19), advice);
            Assert.Equal((Errno.None, removed, ranges), (change.Error, change.PagesRemoved, change.Invalidate.Length));
        }

        var mixed = new AddressSpace();
        mixed.Map(Range(10, 19), ReadWrite, true);
        mixed.Populate(Range(10, 19));
        Assert.Equal(Errno.EINVAL, mixed.Advise(Range(10, 19), Advice.Free).Error);
        Assert.Equal(10ul, mixed.Advise(Range(10, 19), Advice.Remove).PagesRemoved);
        Assert.Equal(Errno.EINVAL, Mapped(Range(1, 1)).Advise(Range(1, 1), Advice.Remove).Error);
    }

    [Fact]
    public void Reclaim_invalidates_the_resident_runs_and_the_next_fault_brings_another_frame()
    {
        var space = Mapped(Range(500, 530));
        space.Populate(Range(510, 513));
        var old = space.Fault(Page(520), Protection.Write).Pte.Frame;
        AssertRanges(space.Reclaim(Range(0, 1000)).Invalidate, Range(510, 513), Range(520, 520));
        Assert.NotEqual(old, space.Fault(Page(520), Protection.Write).Pte.Frame);
    }

    [Fact]
    public void Change_pte_gives_one_page_another_frame()
    {
        var space = Mapped(Range(1, 2));
        Assert.Equal(Errno.EFAULT, space.ChangePte(Page(1)).Error);
        var old = space.Fault(Page(1), Protection.Write).Pte;
        AssertRanges(space.ChangePte(Page(1)).Invalidate, Range(1, 1));
        Assert.True(space.TryWalk(Page(1), out var merged));
        Assert.NotEqual(old.Frame, merged.Frame);
        Assert.True(merged is { IsWritable: false, IsCopyOnWrite: true });
    }

    [Fact]
    public void The_heap_grows_shrinks_and_stops_at_what_is_in_its_way()
    {
        var space = new AddressSpace();
        Assert.True(space.PlaceBrk(Page(100)));
        Assert.Equal(Errno.None, space.SetBrk(Page(110)).Error);
        Assert.False(space.PlaceBrk(Page(200)));
        space.Populate(Range(100, 109));
        var shrink = space.SetBrk(Page(104));
        AssertRanges(shrink.Invalidate, Range(104, 109));
        Assert.Equal(6ul, shrink.PagesRemoved);
        space.Map(Range(108, 108), ReadWrite, true);
        Assert.Equal(Errno.ENOMEM, space.SetBrk(Page(109)).Error);
        Assert.Equal(Errno.ENOMEM, space.SetBrk(Page(99)).Error);
        Assert.Equal(Page(104), space.Brk);
        Assert.Equal(4ul, space.Clear());
        Assert.Equal(Page(100), space.Brk);
        Assert.Empty(space.Vmas);
    }

    [Fact]
    public void Mappings_without_a_wish_go_top_down_from_the_base_and_above_it_only_when_all_below_is_full()
    {
        var layout = new AddressSpaceLayout(Page(200), Page(100), Page(20));
        var space = new AddressSpace(layout);
        Assert.True(space.TryFindFree(10, out var first));
        Assert.Equal(Range(90, 99), first);
        space.Map(Range(95, 120), ReadWrite, false);
        Assert.True(space.TryFindFree(10, out var second));
        Assert.Equal(Range(85, 94), second);
        Assert.True(space.TryFindFree(79, out var low));
        Assert.Equal(Range(16, 94), low);
        space.Map(Range(50, 50), ReadWrite, false);
        Assert.True(space.TryFindFree(79, out var high));
        Assert.Equal(Range(121, 199), high);
        Assert.False(space.TryFindFree(80, out _));
        Assert.False(space.TryFindFree(0, out _));
    }

    [Fact]
    public void Nothing_is_placed_in_the_lowest_pages_even_above_a_mapping_there()
    {
        var space = new AddressSpace(new AddressSpaceLayout(Page(30), Page(20), Page(25)));
        space.Map(Range(0, 9), ReadWrite, false);
        Assert.True(space.TryFindFree(4, out var lowest));
        Assert.Equal(Range(16, 19), lowest);
        Assert.True(space.TryFindFree(5, out var above));
        Assert.Equal(Range(20, 24), above);
    }

    [Fact]
    public void Nothing_grows_beyond_the_end()
    {
        var space = new AddressSpace(new AddressSpaceLayout(Page(100), Page(80), Page(20)));
        space.Map(Range(90, 99), ReadWrite, false);
        Assert.Equal(Errno.ENOMEM, space.Remap(Range(90, 99), 11, RemapOptions.None, null, out _).Error);
        Assert.Equal(Errno.ENOMEM, space.SetBrk(Page(101)).Error);
        Assert.Equal(Errno.EINVAL, space.Remap(Range(90, 99), 10, RemapOptions.MayMove | RemapOptions.Fixed, Page(101), out _).Error);
        Assert.Equal(Errno.None, space.Remap(Range(90, 99), 11, RemapOptions.MayMove, Page(90), out var moved).Error);
        Assert.Equal(Range(69, 79), moved);
    }

    [Fact]
    public void Populate_brings_in_what_may_be_accessed_and_nothing_else()
    {
        var space = Mapped(Range(10, 11));
        space.Map(Range(12, 13), Protection.None, false);
        space.Map(Range(20, 21), Protection.Read, false);
        space.Fault(Page(10), Protection.Read);
        Assert.Equal(3ul, space.Populate(Range(0, 99)));
        Assert.Equal([10ul, 11, 20, 21], space.Resident.Select(resident => resident.Page.Value));
        Assert.Equal([false, true, false, false], space.Resident.Select(resident => resident.Pte.IsWritable));
    }

    [Fact]
    public void Huge_ranges_cost_only_what_is_resident_in_them()
    {
        const ulong Pages48Bit = 1ul << 36;
        var space = new AddressSpace();
        for (var round = 0; round < 50; round++)
        {
            space.Map(new(Page(0), Pages48Bit), ReadWrite, false);
            for (var page = 0ul; page < Pages48Bit; page += Pages48Bit / 64)
            {
                space.Fault(Page(page), Protection.Write);
            }

            Assert.Equal(64, space.PageTableLeafCount);
            space.Protect(new(Page(0), Pages48Bit), Protection.Read);
            space.Fork();
            Assert.Equal(64ul, space.Unmap(new(Page(0), Pages48Bit)).PagesRemoved);
            Assert.Equal(0, space.PageTableLeafCount);
        }
    }

    [Fact]
    public void Equal_states_hash_alike_however_they_came_to_be()
    {
        var left = new AddressSpace();
        left.Map(Range(10, 19), ReadWrite, false);
        left.Map(Range(20, 29), ReadWrite, false);
        left.Map(Range(40, 49), Protection.Read, true);
        var right = new AddressSpace();
        right.Map(Range(0, 60), Protection.Execute, true);
        right.Map(Range(40, 49), Protection.Read, true);
        right.Map(Range(10, 29), Protection.Read, false);
        right.Protect(Range(10, 29), ReadWrite);
        right.Unmap(Range(0, 9));
        right.Unmap(Range(30, 39));
        right.Unmap(Range(50, 60));
        Assert.Equal(left.Image(), right.Image());
        Assert.Equal(left.Hash(), right.Hash());
        left.Fault(Page(10), Protection.Write);
        right.Fault(Page(10), Protection.Write);
        Assert.Equal(left.Hash(), right.Hash());
    }

    [Fact]
    public void Different_states_hash_differently()
    {
        var start = Mapped(Range(10, 19));
        Action<AddressSpace>[] changes =
        [
            _ => { },
            s => s.Map(Range(30, 30), ReadWrite, false),
            s => s.Map(Range(30, 30), ReadWrite, true),
            s => s.Map(Range(30, 31), ReadWrite, false),
            s => s.Map(Range(30, 30), Protection.Read, false),
            s => s.Fault(Page(10), Protection.Write),
            s => s.Fault(Page(10), Protection.Read),
            s => s.Fault(Page(11), Protection.Read),
            s =>
            {
                s.Fault(Page(12), Protection.Write);
                s.Fork();
            },
            s => s.Fault(Page(12), Protection.Write),
            s =>
            {
                s.Fault(Page(10), Protection.Write);
                s.Reclaim(Range(0, 99));
            },
            s => s.Unmap(Range(19, 19)),
            s => s.PlaceBrk(Page(77)),
            s => s.SetBrk(Page(s.Brk.Value + 1)),
            s =>
            {
                s.SetBrk(Page(s.Brk.Value + 1));
                s.Unmap(PageRange.One(s.Layout.BrkStart));
            },
            s => s.Clear(),
        ];
        StateLaws.AllDiffer(
            changes.Select(change =>
            {
                var copy = start.Copy();
                change(copy);
                copy.Check();
                return copy.Hash();
            })
        );
    }

    [Fact]
    public void A_copy_shares_nothing_that_changes()
    {
        var space = Mapped(Range(10, 1030));
        space.Populate(Range(500, 520));
        StateLaws.CopyIsIndependent(space, s => s.Fault(Page(10), Protection.Write));
        StateLaws.CopyIsIndependent(space, s => s.Unmap(Range(505, 515)));
        StateLaws.CopyIsIndependent(space, s => s.Protect(Range(500, 504), Protection.Read));
        StateLaws.CopyIsIndependent(space, s => s.Reclaim(Range(516, 517)));
    }

    [Fact]
    public void Check_names_the_invariant_that_a_state_breaks()
    {
        var good = Mapped(Range(10, 19));
        good.Populate(Range(10, 11));
        var image = good.Image();
        int Broken(AddressSpaceImage bad) => StateLaws.BrokenInvariant(() => AddressSpace.FromImage(bad).Check());
        ResidentPage Resident(ulong page, ulong frame, bool isWritable, bool isCow) => new(Page(page), new(new(frame), isWritable, isCow));

        Assert.Equal(14, Broken(image with { Pages = [Resident(5, 1, true, false)] }));
        Assert.Equal(14, Broken(image with { Pages = [Resident(10, 1, true, false), Resident(11, 1, true, false)] }));
        Assert.Equal(14, Broken(image with { Vmas = [new(Range(10, 19), Protection.Read, false)] }));
        Assert.Equal(0, Broken(image with { Pages = [Resident(10, 3, true, false)] }));
        Assert.Equal(0, Broken(image with { Pages = [Resident(10, 1, true, true)] }));
        Assert.Equal(0, Broken(image with { Vmas = [new(Range(10, 19), ReadWrite, true)], Pages = [Resident(10, 1, false, true)] }));
        Assert.Equal(0, Broken(image with { Vmas = [new(Range(10, 14), ReadWrite, false), new(Range(14, 19), ReadWrite, false)] }));
        Assert.Equal(0, Broken(image with { Vmas = [new(Range(10, 14), ReadWrite, false), new(Range(15, 19), ReadWrite, false)] }));
        Assert.Equal(0, Broken(image with { Vmas = [new(new(image.Layout.End, 1), ReadWrite, false)], Pages = [] }));
        AddressSpace.FromImage(image).Check();

        var message = Assert.Throws<ModelInvariantException>(() => AddressSpace.FromImage(image with { Vmas = [] }).Check()).Message;
        Assert.Equal("invariant 14: page 0xa000 is resident but not mapped", message);
    }

    private static AddressSpace Mapped(params PageRange[] ranges)
    {
        var space = new AddressSpace();
        foreach (var range in ranges)
        {
            Assert.Equal(MemoryChange.Nothing, space.Map(range, ReadWrite, isShared: false));
        }

        return space;
    }
}
