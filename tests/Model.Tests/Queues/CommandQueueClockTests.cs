using SvaOrleans.Model.Queues;

namespace SvaOrleans.Model.Tests.Queues;

public class CommandQueueClockTests
{
    [Fact]
    public void A_slow_command_holds_up_the_next_and_an_idle_queue_none()
    {
        var queue = new CommandQueueClock();
        Assert.Equal(new(110), queue.Submit(new(100), new(10)));
        Assert.Equal(new(111), queue.Submit(new(105), new(1)));
        Assert.Equal(new(112), queue.Submit(new(0), new(1)));
        Assert.Equal(new(205), queue.Submit(new(200), new(5)));
        Assert.Equal(new(206), queue.Submit(new(205), new(1)));
        Assert.Equal(
            (new VirtualTime(206), 5ul, 2ul, new VirtualTime(18), new VirtualTime(5 + 111)),
            (queue.FreeAt, queue.Submitted, queue.Delayed, queue.Busy, queue.Waited)
        );
        queue.Check();
        Assert.Throws<ArgumentOutOfRangeException>(() => queue.Submit(new(0), new(-1)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Completions_are_in_order_of_submission_and_work_is_conserved(int seed)
    {
        var random = new Random(seed);
        var queue = new CommandQueueClock();
        var last = VirtualTime.Zero;
        for (var i = 0; i < 1_000; i++)
        {
            var at = new VirtualTime(random.Next(20_000));
            var cost = new VirtualTime(random.Next(30));
            var done = queue.Submit(at, cost);
            Assert.True(done >= last + cost && done >= at + cost && (done == last + cost || done == at + cost));
            last = done;
            queue.Check();
        }

        StateLaws.CopyIsIndependent(queue, q => q.Submit(VirtualTime.Zero, new(1)));
    }
}
