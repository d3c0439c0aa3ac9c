using SvaOrleans.Model.Memory;
using static SvaOrleans.Model.Tests.Pages;

namespace SvaOrleans.Model.Tests.Memory;

/// <summary>Random operations against the page-by-page model; page numbers straddle the borders of page table leaves.</summary>
public class AddressSpaceLawTests
{
    private const int Limit = 1100;
    private const int MmapBase = 1000;
    private const int BrkStart = 40;

    private static readonly Protection[] Rights =
    [
        Protection.None,
        Protection.Read,
        Protection.Read | Protection.Write,
        Protection.Read | Protection.Execute,
        Protection.Write,
    ];

    private static readonly AddressSpaceLayout Layout = new(Page(Limit), Page(MmapBase), Page(BrkStart));

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_operation_does_what_the_page_by_page_model_does(int seed)
    {
        var random = new Random(seed);
        var space = new AddressSpace(Layout);
        var naive = new NaiveAddressSpace(Limit, MmapBase, BrkStart);
        for (var step = 0; step < 300; step++)
        {
            var before = Translations(space);
            var change = Step(random, space, naive);
            AssertNothingStale(before, space, change);
            if (step % 4 == 3)
            {
                space.Check();
                AssertSame(naive, space);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Copies_and_images_stay_as_they_were(int seed)
    {
        var random = new Random(seed);
        var space = Grown(random, 60);
        var hash = space.Hash();
        var copy = space.Copy();
        var image = space.Image();
        var naive = new NaiveAddressSpace(Limit, MmapBase, BrkStart);
        Assert.Equal(hash, AddressSpace.FromImage(image).Hash());
        Assert.Equal(image, copy.Image());
        for (var step = 0; step < 60; step++)
        {
            Step(random, space, naive, compare: false);
        }

        Assert.Equal(hash, copy.Hash());
        Assert.Equal(hash, AddressSpace.FromImage(image).Hash());
        copy.Check();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void After_fork_no_private_page_is_writable_on_either_side_and_lost_rights_are_invalidated(int seed)
    {
        var random = new Random(seed);
        var naive = new NaiveAddressSpace(Limit, MmapBase, BrkStart);
        var space = new AddressSpace(Layout);
        for (var step = 0; step < 80; step++)
        {
            Step(random, space, naive);
        }

        var before = Translations(space);
        var (image, change) = space.Fork();
        var lost = naive.Fork();
        AssertSame(naive, space);
        AssertNothingStale(before, space, change);
        Assert.All(change.Invalidate, range => Assert.Contains(lost, page => range.Contains(Page((ulong)page))));
        Assert.All(change.Invalidate, range => Assert.Contains(space.Vmas, vma => vma.Range == range && !vma.IsShared));

        var child = AddressSpace.FromImage(image);
        child.Check();
        Assert.Equal(space.Hash(), child.Hash());
        AssertSame(naive, child);
    }

    private static AddressSpace Grown(Random random, int steps)
    {
        var space = new AddressSpace(Layout);
        var naive = new NaiveAddressSpace(Limit, MmapBase, BrkStart);
        for (var step = 0; step < steps; step++)
        {
            Step(random, space, naive);
        }

        return space;
    }

    private static MemoryChange Step(Random random, AddressSpace space, NaiveAddressSpace naive, bool compare = true)
    {
        var range = RandomRange(random);
        var rights = Rights[random.Next(Rights.Length)];
        var isShared = random.Next(3) == 0;
        var page = random.Next(Limit);
        MemoryChange change;
        NaiveAddressSpace.Effect effect;
        switch (random.Next(14))
        {
            case 0 or 1 or 2:
                change = space.Map(range, rights, isShared);
                effect = naive.MapFixed(range, rights, isShared);
                break;
            case 3:
                change = space.Unmap(range);
                effect = naive.Unmap(range);
                break;
            case 4:
                change = space.Protect(range, rights);
                effect = naive.Protect(range, rights);
                break;
            case 5 or 6:
                var advice = (Advice)random.Next((int)Advice.Other + 1);
                change = space.Advise(range, advice);
                effect = naive.Advise(range, advice);
                break;
            case 7:
                change = space.Reclaim(range);
                effect = naive.Reclaim(range);
                break;
            case 8:
                change = space.ChangePte(Page((ulong)page));
                effect = naive.ChangePte(page);
                break;
            case 9:
                change = space.Adopt(range, rights);
                effect = naive.Adopt(range, rights);
                break;
            case 10:
                var end = random.Next(BrkStart - 2, BrkStart + 60);
                change = space.SetBrk(Page((ulong)end));
                effect = naive.SetBrk(end);
                if (compare)
                {
                    Assert.Equal((ulong)naive.Brk, space.Brk.Value);
                }

                break;
            case 11 or 12:
                var count = random.Next(40);
                var options = (RemapOptions)random.Next(8);
                int? target = random.Next(2) == 0 ? null : random.Next(Limit);
                change = space.Remap(range, (ulong)count, options, target is { } to ? Page((ulong)to) : null, out var moved);
                effect = naive.Remap(range, count, options, target, out var expected);
                if (compare)
                {
                    Assert.Equal(expected, moved);
                }

                break;
            default:
                change = FaultSome(random, range, space, naive, compare);
                return change;
        }

        if (compare)
        {
            Assert.Equal(effect.Error, change.Error);
            Assert.Equal(effect.Removed, change.PagesRemoved);
            Assert.Equal(effect.Invalidated, Flatten(change));
            if (space.TryFindFree((ulong)page % 50, out var free))
            {
                Assert.Equal(naive.FindFree(page % 50), (int)free.First.Value);
                Assert.Equal((ulong)page % 50, free.Count);
            }
            else
            {
                Assert.True(page % 50 == 0 || naive.FindFree(page % 50) is null);
            }
        }

        return change;
    }

    private static MemoryChange FaultSome(Random random, PageRange range, AddressSpace space, NaiveAddressSpace naive, bool compare)
    {
        List<PageRange> invalidated = [];
        for (var i = 0; i < 12; i++)
        {
            var page = range.First.Value + (ulong)random.Next((int)range.Count + 1);
            var access = (Protection)random.Next(8);
            var outcome = space.Fault(Page(page), access);
            var (result, pte, isCopied) = naive.Fault((int)page, access);
            invalidated.AddRange(outcome.Change.Invalidate);
            if (compare)
            {
                Assert.Equal(result, outcome.Result);
                Assert.Equal(pte, outcome.Pte);
                Assert.Equal(isCopied ? new[] { PageRange.One(Page(page)) } : [], outcome.Change.Invalidate.ToArray());
            }
        }

        return new(Errno.None, [.. invalidated], 0);
    }

    // Mostly short, now and then most of the space, sometimes empty or sticking out.
    private static PageRange RandomRange(Random random) =>
        random.Next(10) switch
        {
            0 => Pages.Random(random, Limit, Limit),
            1 => new(Page((ulong)random.Next(Limit)), 0),
            2 => Pages.Random(random, 60, 80),
            _ => Pages.Random(random, 160, 40) with { First = Page(430ul + (ulong)random.Next(160)) },
        };

    private static SortedSet<int> Flatten(MemoryChange change)
    {
        SortedSet<int> pages = [];
        foreach (var range in change.Invalidate)
        {
            Assert.False(range.IsEmpty);
            pages.UnionWith(Enumerable.Range((int)range.First.Value, (int)range.Count));
        }

        return pages;
    }

    private static Dictionary<int, (FrameNumber Frame, Protection Rights)> Translations(AddressSpace space)
    {
        Dictionary<int, (FrameNumber, Protection)> translations = [];
        foreach (var (page, _) in space.Resident)
        {
            if (space.TryTranslate(page, out var frame, out var rights))
            {
                translations.Add((int)page.Value, (frame, rights));
            }
        }

        return translations;
    }

    private static void AssertNothingStale(
        Dictionary<int, (FrameNumber Frame, Protection Rights)> before,
        AddressSpace space,
        MemoryChange change
    )
    {
        var after = Translations(space);
        foreach (var (page, old) in before)
        {
            var isStillTrue =
                after.TryGetValue(page, out var now) && now.Frame == old.Frame && (old.Rights & ~now.Rights) == Protection.None;
            if (!isStillTrue && !change.Invalidate.Any(range => range.Contains(Page((ulong)page))))
            {
                Assert.Fail($"page {page} was {old} and is {now}, not invalidated");
            }
        }
    }

    private static void AssertSame(NaiveAddressSpace naive, AddressSpace space)
    {
        var vmas = 0;
        for (var page = 0; page < Limit; page++)
        {
            var expected = naive.Map[page];
            var isMapped = space.TryFindVma(Page((ulong)page), out var vma);
            var isWalked = space.TryWalk(Page((ulong)page), out var pte);
            var same =
                isMapped == (expected is not null)
                && (expected is null || (expected.Protection == vma.Protection && expected.IsShared == vma.IsShared))
                && isWalked == (expected is { Pte: not null } && expected.Protection != Protection.None)
                && (!isWalked || pte == expected!.Pte);
            if (!same)
            {
                Assert.Fail($"page {page} should be {expected} and is {vma} {pte}");
            }

            if (expected is not null)
            {
                vmas +=
                    page > 0
                    && naive.Map[page - 1] is { } left
                    && left.Protection == expected.Protection
                    && left.IsShared == expected.IsShared
                        ? 0
                        : 1;
            }
        }

        Assert.Equal(vmas, space.Vmas.Length);
        var resident = Enumerable
            .Range(0, Limit)
            .Where(page => naive.Map[page]?.Pte is not null)
            .Select(page => (Page((ulong)page), naive.Map[page]!.Pte!.Value));
        Assert.Equal(resident, space.Resident);
        Assert.Equal((ulong)space.Resident.Count(), space.ResidentCount);
    }
}
