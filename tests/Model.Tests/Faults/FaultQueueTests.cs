using SvaOrleans.Model.Faults;
using SvaOrleans.Model.Memory;
using static SvaOrleans.Model.Tests.Faults.Requests;

namespace SvaOrleans.Model.Tests.Faults;

public class FaultQueueTests
{
    [Fact]
    public void The_last_request_gathers_its_group_in_order_and_leaves_the_others()
    {
        var queue = new FaultQueue();
        PageRequest[] requests = [Request(1, 10), Request(2, 20), Request(1, 11), Request(1, 12, isLast: true, pasid: 3, lease: 7)];
        Assert.All(requests[..3], request => Assert.Null(queue.Add(request)));
        Assert.Equal(3, queue.PartialCount);
        var group = queue.Add(requests[3]);
        Assert.Equal(new FaultGroup(1, Names.Device(1), new(3), new(7), 1, [requests[0], requests[2], requests[3]]), group);
        Assert.Equal([requests[1]], queue.Partials.AsEnumerable());
        Assert.Equal(2ul, queue.Add(Request(2, 21, isLast: true))!.Id);
        Assert.Equal(0, queue.PartialCount);
    }

    [Fact]
    public void A_partial_left_over_joins_a_later_group_of_its_number_unless_it_is_dropped()
    {
        var queue = new FaultQueue();
        queue.Add(Request(1, 10, pasid: 5));
        var stale = queue.Copy();
        Assert.Equal(2, stale.Add(Request(1, 11, isLast: true, pasid: 6))!.Requests.Length);
        Assert.Equal(0, queue.DropPartials(new(6)));
        Assert.Equal(1, queue.DropPartials(new(5)));
        Assert.Single(queue.Add(Request(1, 11, isLast: true, pasid: 6))!.Requests);
    }

    [Fact]
    public void A_stop_marker_is_no_group()
    {
        var queue = new FaultQueue();
        queue.Add(Request(1, 10));
        Assert.Null(queue.Add(Request(1, 0, isLast: true, access: Protection.None)));
        Assert.Equal(1, queue.PartialCount);
        Assert.False(Request(1, 0, isLast: false, access: Protection.None).IsStopMarker);
        Assert.False(Request(1, 0, isLast: true, access: Protection.Write).IsStopMarker);
    }

    [Fact]
    public void A_group_is_answered_once_and_not_after_the_device_is_gone()
    {
        var queue = new FaultQueue();
        var ids = Enumerable.Range(0, 3).Select(i => queue.Add(Request((uint)i, 1, isLast: true))!.Id).ToList();
        Assert.Equal(0, queue.PendingCount);
        ids.ForEach(queue.Begin);
        Assert.Equal(3, queue.PendingCount);
        Assert.Equal(30, StateLaws.BrokenInvariant(() => queue.Begin(ids[1])));
        Assert.Equal(30, StateLaws.BrokenInvariant(() => queue.Begin(99)));
        Assert.True(queue.Complete(ids[1]));
        Assert.False(queue.Complete(ids[1]));
        Assert.Equal([ids[0], ids[2]], queue.Pending.AsEnumerable());
        Assert.Equal([ids[0], ids[2]], queue.DropPending().AsEnumerable());
        Assert.False(queue.Complete(ids[0]));
        queue.Check();
    }

    [Fact]
    public void State_laws()
    {
        var queue = new FaultQueue();
        queue.Add(Request(1, 10));
        StateLaws.CopyIsIndependent(queue, q => q.Add(Request(1, 11)));
        StateLaws.CopyIsIndependent(queue, q => q.DropAllPartials());
        queue.Add(Request(2, 11, isLast: true));
        StateLaws.CopyIsIndependent(queue, q => q.Begin(1));
        StateLaws.CopyIsIndependent(queue, q => q.Complete(1));
    }
}
