using SvaOrleans.Simulation.Engine.Strategies;

namespace SvaOrleans.Engine.Tests.Time;

public class ManyTimersTests
{
    [Fact]
    public void Timers_fire_in_order_of_their_due_times_whatever_was_changed_or_disposed()
    {
        for (ulong seed = 0; seed < 200; seed++)
        {
            Xoshiro random = new(seed);
            var cluster = Clusters.Fifo();
            List<(int Due, int Order, int Timer)> fired = [];
            SortedSet<(int Due, int Order, int Timer)> expected = [];
            List<ITimer> timers = [];
            var order = 0;
            (int Due, int Order)[] armed = new (int, int)[40];
            for (var i = 0; i < 40; i++)
            {
                var timer = i;
                armed[i] = (random.Below(20) + 1, order++);
                timers.Add(
                    cluster.TimeProvider.CreateTimer(
                        _ => fired.Add(((int)cluster.World.Clock.Elapsed.TotalSeconds, armed[timer].Order, timer)),
                        null,
                        TimeSpan.FromSeconds(armed[i].Due),
                        Timeout.InfiniteTimeSpan
                    )
                );
                expected.Add((armed[i].Due, armed[i].Order, i));
            }

            for (var change = 0; change < 30; change++)
            {
                var i = random.Below(40);
                expected.Remove((armed[i].Due, armed[i].Order, i));
                if (random.Below(3) == 0)
                {
                    timers[i].Dispose();
                    Assert.False(timers[i].Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan));
                    armed[i].Due = -1;
                }
                else if (armed[i].Due > 0)
                {
                    armed[i] = (random.Below(20) + 1, order++);
                    Assert.True(timers[i].Change(TimeSpan.FromSeconds(armed[i].Due), Timeout.InfiniteTimeSpan));
                    expected.Add((armed[i].Due, armed[i].Order, i));
                }
            }

            cluster.RunToQuiescence();
            Assert.Equal(expected, fired);
        }
    }

    [Fact]
    public void Each_of_many_calls_is_answered_or_times_out_by_its_own_deadline()
    {
        for (ulong seed = 0; seed < 50; seed++)
        {
            Xoshiro random = new(seed);
            var cluster = Clusters.Random(seed);
            int[] seconds = [.. Enumerable.Range(0, 200).Select(_ => random.Below(60))];
            var answers = cluster.Run(() =>
                Task.WhenAll(
                    seconds.Select(
                        async (s, i) =>
                        {
                            try
                            {
                                return await cluster.GrainFactory.GetGrain<IClockGrain>($"{i}").Sleep(s);
                            }
                            catch (TimeoutException)
                            {
                                return -1;
                            }
                        }
                    )
                )
            );
            for (var i = 0; i < seconds.Length; i++)
            {
                if (seconds[i] != 30)
                {
                    Assert.Equal(seconds[i] < 30 ? seconds[i] : -1, answers[i]);
                }
            }

            Assert.Null(cluster.RunToQuiescence());
        }
    }

    [Fact]
    public void A_periodic_timer_of_the_clock_fires_again_and_again()
    {
        var cluster = Clusters.Fifo();
        List<double> fired = [];
        var timer = cluster.TimeProvider.CreateTimer(
            _ => fired.Add(cluster.World.Clock.Elapsed.TotalSeconds),
            null,
            TimeSpan.Zero,
            TimeSpan.FromSeconds(2)
        );
        cluster.World.RunFor(TimeSpan.FromSeconds(5));
        timer.Dispose();
        Assert.Null(cluster.RunToQuiescence());
        Assert.Equal([0, 2, 4], fired);
    }
}
