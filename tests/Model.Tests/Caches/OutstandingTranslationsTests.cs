using SvaOrleans.Model.Caches;
using static SvaOrleans.Model.Tests.Pages;

namespace SvaOrleans.Model.Tests.Caches;

public class OutstandingTranslationsTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 30)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void An_answer_counts_only_if_no_invalidation_covered_its_request_since(int seed)
    {
        var random = new Random(seed);
        var requests = new OutstandingTranslations();
        Dictionary<ulong, (Pasid Pasid, PageNumber Page, bool IsDropped)> model = [];
        var last = 0ul;
        for (var step = 0; step < 500; step++)
        {
            var pasid = new Pasid((uint)random.Next(3));
            var range = Pages.Random(random, 10, 6);
            int DropWhere(Func<(Pasid Pasid, PageNumber Page, bool IsDropped), bool> isHit)
            {
                var hits = model.Where(entry => !entry.Value.IsDropped && isHit(entry.Value)).Select(entry => entry.Key).ToList();
                hits.ForEach(id => model[id] = model[id] with { IsDropped = true });
                return hits.Count;
            }

            switch (random.Next(8))
            {
                case 0:
                    Assert.Equal(DropWhere(r => r.Pasid == pasid && range.Contains(r.Page)), requests.Drop(pasid, range));
                    break;
                case 1:
                    Assert.Equal(DropWhere(r => r.Pasid == pasid), requests.DropPasid(pasid));
                    break;
                case 2 when random.Next(4) == 0:
                    Assert.Equal(DropWhere(_ => true), requests.DropAll());
                    break;
                case 3 or 4:
                    var id = (ulong)random.NextInt64((long)last + 2);
                    Assert.Equal(model.Remove(id, out var request) && !request.IsDropped, requests.End(id));
                    break;
                default:
                    Assert.Equal(++last, requests.Begin(pasid, range.First));
                    model.Add(last, (pasid, range.First, false));
                    break;
            }

            Assert.Equal(model.Count, requests.Count);
            requests.Check();
        }

        Assert.Equal(
            model
                .OrderBy(entry => entry.Key)
                .Select(entry => new OutstandingTranslation(entry.Key, entry.Value.Pasid, entry.Value.Page, entry.Value.IsDropped)),
            requests.Requests
        );
    }

    [Fact]
    public void A_request_sent_after_the_invalidation_is_not_dropped()
    {
        var requests = new OutstandingTranslations();
        var before = requests.Begin(new(1), Page(7));
        var other = requests.Begin(new(2), Page(7));
        Assert.Equal(1, requests.Drop(new(1), Range(7, 10)));
        var after = requests.Begin(new(1), Page(7));
        Assert.False(requests.End(before));
        Assert.True(requests.End(after));
        Assert.True(requests.End(other));
        Assert.False(requests.End(other));
    }

    [Fact]
    public void State_laws()
    {
        var requests = new OutstandingTranslations();
        requests.Begin(new(1), Page(7));
        StateLaws.CopyIsIndependent(requests, r => r.Drop(new(1), Range(7, 7)));
        StateLaws.CopyIsIndependent(requests, r => r.Begin(new(1), Page(8)));
        var ended = new OutstandingTranslations();
        ended.End(ended.Begin(new(1), Page(7)));
        Assert.NotEqual(new OutstandingTranslations().Hash(), ended.Hash());
    }
}
