using SvaOrleans.Model.Faults;
using static SvaOrleans.Model.Tests.Faults.Requests;

namespace SvaOrleans.Model.Tests.Faults;

public class PageRequestQueueTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 30)];

    // A group of 3 whose last finds the queue full: hardware answers it, the two partials are dropped, the retry succeeds.
    [Fact]
    public void The_last_of_a_group_overflows()
    {
        var hardware = new PageRequestQueue(2);
        var software = new FaultQueue();
        Assert.Equal(PageRequestOutcome.Queued, hardware.Offer(Request(group: 4, page: 1)));
        Assert.Equal(PageRequestOutcome.Queued, hardware.Offer(Request(group: 4, page: 2)));
        Assert.Equal(PageRequestOutcome.AutoAnswered, hardware.Offer(Request(group: 4, page: 3, isLast: true)));
        Assert.True(hardware.HasOverflowed);
        Assert.False(hardware.ClearOverflow());
        while (hardware.TryTake(out var request))
        {
            Assert.Null(software.Add(request));
        }

        Assert.True(hardware.HasOverflowed);
        Assert.Equal(2, software.DropAllPartials());
        Assert.True(hardware.ClearOverflow());
        Assert.False(hardware.HasOverflowed);

        Assert.Equal(PageRequestOutcome.Queued, hardware.Offer(Request(group: 4, page: 3, isLast: true)));
        Assert.True(hardware.TryTake(out var retry));
        Assert.Single(software.Add(retry)!.Requests);
    }

    [Fact]
    public void Others_that_find_the_queue_full_are_lost()
    {
        var hardware = new PageRequestQueue(1);
        hardware.Offer(Request(group: 1, page: 1));
        Assert.False(hardware.HasOverflowed);
        Assert.Equal(PageRequestOutcome.Lost, hardware.Offer(Request(group: 1, page: 2)));
        Assert.True(hardware.HasOverflowed);
        Assert.Equal(1, hardware.Count);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_ring_is_a_bounded_queue(int seed)
    {
        var random = new Random(seed);
        var queue = new PageRequestQueue(random.Next(1, 8));
        List<PageRequest> model = [];
        var hasOverflowed = false;
        var produced = 0ul;
        for (var step = 0ul; step < 300; step++)
        {
            switch (random.Next(6))
            {
                case 0 or 1:
                    Assert.Equal(model.Count > 0, queue.TryTake(out var taken));
                    Assert.Equal(model.FirstOrDefault(), taken);
                    model = [.. model.Skip(1)];
                    break;
                case 2:
                    Assert.Equal(model.Count == 0, queue.ClearOverflow());
                    hasOverflowed &= model.Count > 0;
                    break;
                default:
                    var request = Request((uint)random.Next(3), step, isLast: random.Next(2) == 0);
                    var isFull = model.Count == queue.Capacity;
                    Assert.Equal(
                        !isFull ? PageRequestOutcome.Queued
                            : request.IsLast ? PageRequestOutcome.AutoAnswered
                            : PageRequestOutcome.Lost,
                        queue.Offer(request)
                    );
                    hasOverflowed |= isFull;
                    if (!isFull)
                    {
                        model.Add(request);
                        produced++;
                    }

                    break;
            }

            queue.Check();
            Assert.Equal(model, queue.Requests.AsEnumerable());
            Assert.Equal(model.Count, queue.Count);
            Assert.Equal(hasOverflowed, queue.HasOverflowed);
            Assert.Equal(produced, queue.Produced);
            Assert.Equal(produced - (ulong)model.Count, queue.Consumed);
        }
    }

    [Fact]
    public void State_laws()
    {
        var queue = new PageRequestQueue(2);
        queue.Offer(Request(1, 1));
        StateLaws.CopyIsIndependent(queue, q => q.Offer(Request(1, 2)));
        StateLaws.CopyIsIndependent(queue, q => q.TryTake(out _));
        StateLaws.CopyIsIndependent(queue, q => q.Offer(Request(1, 2)));

        ulong Hash(params PageRequest[] requests)
        {
            var other = new PageRequestQueue(1);
            requests.ToList().ForEach(request => other.Offer(request));
            return other.Hash();
        }

        var request = Request(1, 1);
        StateLaws.AllDiffer([
            Hash(),
            new PageRequestQueue(3).Hash(),
            Hash(request),
            Hash(request, request),
            Hash(request with { Group = 2 }),
            Hash(request with { Page = new(2) }),
            Hash(request with { IsLast = true }),
            Hash(request with { Pasid = new(9) }),
            Hash(request with { Lease = new(9) }),
            Hash(request with { Access = Model.Memory.Protection.Write }),
            Hash(request with { Device = Names.Device(9) }),
        ]);
    }
}
