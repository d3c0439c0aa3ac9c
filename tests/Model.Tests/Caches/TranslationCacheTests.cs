using SvaOrleans.Model.Caches;
using SvaOrleans.Model.Invalidation;
using SvaOrleans.Model.Memory;
using static SvaOrleans.Model.Tests.Pages;

namespace SvaOrleans.Model.Tests.Caches;

public class TranslationCacheTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_cache_is_a_list_that_drops_its_oldest(int seed)
    {
        var random = new Random(seed);
        var capacity = random.Next(0, 30);
        var cache = new TranslationCache(capacity);
        List<CacheEntry> model = [];
        for (var step = 0; step < 600; step++)
        {
            var tag = Names.Domain(random.Next(3));
            var pasid = new Pasid((uint)random.Next(4));
            var range = Pages.Random(random, 12, 10);
            var page = range.First;
            bool IsHere(CacheEntry entry) => entry.Tag == tag && entry.Pasid == pasid;
            switch (random.Next(12))
            {
                case 0:
                    Assert.Equal(
                        model.RemoveAll(entry => IsHere(entry) && range.Contains(entry.Translation.Page)),
                        cache.Invalidate(tag, pasid, range)
                    );
                    break;
                case 1:
                    Assert.Equal(model.RemoveAll(IsHere), cache.InvalidatePasid(tag, pasid));
                    break;
                case 2:
                    Assert.Equal(
                        model.RemoveAll(entry => entry.Tag == tag && range.Contains(entry.Translation.Page)),
                        cache.InvalidateAllPasids(tag, range)
                    );
                    break;
                case 3 when random.Next(3) == 0:
                    Assert.Equal(model.RemoveAll(entry => entry.Tag == tag), cache.InvalidateTag(tag));
                    break;
                case 4 when random.Next(5) == 0:
                    Assert.Equal(model.Count, cache.InvalidateAll());
                    model.Clear();
                    break;
                default:
                    var entry = new CacheEntry(tag, pasid, Translation(page.Value, (ulong)random.Next(1000)));
                    var at = model.FindIndex(old => IsHere(old) && old.Translation.Page == page);
                    var isEvicting = capacity > 0 && at < 0 && model.Count == capacity;
                    Assert.Equal(isEvicting, cache.Fill(tag, pasid, entry.Translation));
                    if (isEvicting)
                    {
                        model.RemoveAt(0);
                    }

                    if (at >= 0)
                    {
                        model[at] = entry;
                    }
                    else if (capacity > 0)
                    {
                        model.Add(entry);
                    }

                    break;
            }

            cache.Check();
            Assert.Equal(model.Count, cache.Count);
            Assert.Equal(model, cache.EntriesByAge);
            var known = model.Find(old => IsHere(old) && old.Translation.Page == page);
            Assert.Equal(known != default, cache.TryGet(tag, pasid, page, out var found));
            Assert.Equal(known.Translation, found);
            Assert.Equal(model.Count(IsHere), cache.CountOf(tag, pasid));
        }

        Assert.Equal(
            model.OrderBy(entry => entry.Tag).ThenBy(entry => entry.Pasid).ThenBy(entry => entry.Translation.Page),
            cache.Entries.AsEnumerable()
        );
    }

    // The worked example: munmap of pages 7 to 10 with an SMMU. The command covers pages 0 to 15, so page 11 must be fetched again.
    [Fact]
    public void Rounding_drops_neighbours_too_but_nobody_elses_pages()
    {
        var cache = new TranslationCache(100);
        for (var page = 0ul; page < 20; page++)
        {
            cache.Fill(Names.Device(1), new(1), Translation(page, page));
            cache.Fill(Names.Device(1), new(2), Translation(page, page));
            cache.Fill(Names.Device(2), new(1), Translation(page, page));
        }

        Assert.Equal(16, cache.Invalidate(Names.Device(1), new(1), InvalidationRules.ForDeviceTlb(IommuKind.ArmSmmuV3, Range(7, 10))));
        Assert.False(cache.TryGet(Names.Device(1), new(1), Page(11), out _));
        Assert.True(cache.TryGet(Names.Device(1), new(1), Page(16), out _));
        Assert.Equal(20, cache.CountOf(Names.Device(1), new(2)));
        Assert.Equal(20, cache.CountOf(Names.Device(2), new(1)));
    }

    // Of the 16 that go, 12 were not asked for; two of them are filled again, once each, and one was asked for meanwhile.
    [Fact]
    public void What_went_unasked_is_counted_when_it_goes_and_when_it_comes_back()
    {
        var (tag, pasid) = (Names.Device(1), new Pasid(1));
        var cache = new TranslationCache(100);
        for (var page = 0ul; page < 20; page++)
        {
            cache.Fill(tag, pasid, Translation(page, page));
        }

        var asked = Range(7, 10);
        Assert.Equal(new Drops(16, 12), cache.Invalidate(tag, pasid, InvalidationRules.ForDeviceTlb(IommuKind.ArmSmmuV3, asked), asked));
        Assert.Equal(default, cache.Invalidate(tag, pasid, Range(12, 12), Range(12, 12)));
        bool[] refetches =
        [
            .. ((ulong[])[11, 11, 8, 12, 0, 17]).Select(page =>
            {
                cache.Fill(tag, pasid, Translation(page, page), out var isRefetch);
                return isRefetch;
            }),
        ];
        Assert.Equal([true, false, false, false, true, false], refetches);

        // Without a PASID prefix every PASID loses what was asked of none of them.
        cache.Fill(tag, new(2), Translation(11, 11));
        Assert.Equal(new Drops(2, 2), cache.InvalidateAllPasids(tag, Range(11, 11), Pasid.None, Range(11, 11)));

        // An owner's end asks for all, so that the number's next owner refetches nothing.
        cache.Invalidate(tag, pasid, PageRange.All);
        cache.Fill(tag, pasid, Translation(11, 11), out var isOfAnother);
        Assert.False(isOfAnother);
    }

    [Fact]
    public void What_went_unasked_is_a_figure_and_no_state()
    {
        var (lossy, exact) = (Filled(1, 2, 3), Filled(1, 2, 3));
        lossy.Invalidate(Names.Domain(0), new(1), Range(1, 2), Range(2, 2));
        exact.Invalidate(Names.Domain(0), new(1), Range(1, 2), Range(1, 2));
        Assert.Equal(exact.Hash(), lossy.Hash());
        Assert.Equal(exact.Entries.AsEnumerable(), lossy.Entries);
        lossy.Copy().Fill(Names.Domain(0), new(1), Translation(1, 1), out var isRefetch);
        Assert.True(isRefetch);
        exact.Copy().Fill(Names.Domain(0), new(1), Translation(1, 1), out isRefetch);
        Assert.False(isRefetch);
    }

    [Fact]
    public void Looking_up_changes_nothing()
    {
        var cache = Filled(1, 2, 3);
        var hash = cache.Hash();
        Assert.True(cache.TryGet(Names.Domain(0), new(1), Page(1), out _));
        Assert.Equal(hash, cache.Hash());
    }

    [Fact]
    public void Invalidating_a_small_pasid_does_not_scan_a_large_cache()
    {
        const int Many = 100_000;
        var cache = new TranslationCache(Many + 10);
        for (var page = 0ul; page < Many; page++)
        {
            cache.Fill(Names.Domain(0), new(1), Translation(page, page));
        }

        // A scan per step would take 10^10 steps.
        for (var i = 0; i < Many; i++)
        {
            cache.Fill(Names.Domain(0), new(2), Translation(5, 5));
            cache.Invalidate(Names.Domain(0), new(2), new(Page(10), 900_000));
            if (
                cache.Invalidate(Names.Domain(0), new(2), PageRange.All) != 1
                || cache.Invalidate(Names.Domain(0), new(1), new(Page(Many), 4)) != 0
            )
            {
                Assert.Fail("the wrong entries went");
            }
        }

        Assert.Equal(Many, cache.Count);
    }

    [Fact]
    public void State_laws()
    {
        StateLaws.CopyIsIndependent(Filled(1, 2, 3), cache => cache.Invalidate(Names.Domain(0), new(1), Range(2, 2)));
        StateLaws.CopyIsIndependent(Filled(1, 2, 3), cache => cache.Fill(Names.Domain(0), new(1), Translation(4, 4)));
        var refilled = Filled(9, 1, 2);
        refilled.Invalidate(Names.Domain(0), new(1), Range(9, 9));
        Assert.Equal(Filled(1, 2).Hash(), refilled.Hash());
        StateLaws.AllDiffer([
            Filled().Hash(),
            Filled(1).Hash(),
            Filled(2).Hash(),
            Filled(1, 2).Hash(),
            Filled(2, 1).Hash(),
            new TranslationCache(9).Hash(),
        ]);
        var entry = Translation(1, 1);
        StateLaws.AllDiffer(
            new[]
            {
                entry,
                entry with
                {
                    Frame = new(2),
                },
                entry with
                {
                    Rights = Protection.Write,
                },
                entry with
                {
                    Source = entry.Source with { Lease = new(2) },
                },
            }.Select(other =>
            {
                var cache = Filled();
                cache.Fill(Names.Domain(0), new(1), other);
                return cache.Hash();
            })
        );
    }

    private static TranslationCache Filled(params ulong[] pages)
    {
        var cache = new TranslationCache(10);
        foreach (var page in pages)
        {
            cache.Fill(Names.Domain(0), new(1), Translation(page, page));
        }

        return cache;
    }

    private static CachedTranslation Translation(ulong page, ulong frame) =>
        new(Page(page), new(frame), Protection.Read, new(Names.Mm(1), Names.IoMm(1), new(1), new(1)));
}
