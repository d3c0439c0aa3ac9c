using SvaOrleans.Silo;
using SvaOrleans.Silo.Orleans;

namespace SvaOrleans.Cluster.Tests.Hosts;

/// <summary>When work is taken for hanging.</summary>
public sealed class ProgressWatchTests
{
    private static readonly ObjectName Task = new("h0", ObjectKind.Task, "t");

    // On a machine so busy that each look comes a minute late, what is looked at comes as late.
    [Fact]
    public async Task Looks_that_come_late_are_no_sign_of_a_hang()
    {
        var work = new TaskCompletionSource<int>();
        var looks = 0;
        var watch = new ProgressWatch(Look, TimeSpan.FromSeconds(20), new LateClock(TimeSpan.FromMinutes(1)));
        Assert.Equal(7, await watch.Await(Task, work.Task));
        Assert.Equal(9, looks);

        ValueTask<ulong?> Look()
        {
            if (++looks == 9)
            {
                work.SetResult(7);
            }

            return new(1);
        }
    }

    [Fact]
    public async Task Ten_looks_without_progress_are_a_hang()
    {
        var looks = 0;
        var watch = new ProgressWatch(() => new(++looks <= 30 ? (ulong)looks : 30), TimeSpan.FromSeconds(20), new LateClock(TimeSpan.Zero));
        var hung = await Assert.ThrowsAsync<SimulationHungException>(() => watch.Await(Task, new TaskCompletionSource<int>().Task));
        Assert.Contains("h0/task/t", hung.Message, StringComparison.Ordinal);
        Assert.Equal(40, looks);
    }

    /// <summary>Each timer is due at once, and by then so much more time has gone by.</summary>
    private sealed class LateClock(TimeSpan late) : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Add(ref _ticks, (dueTime + late).Ticks);
            ThreadPool.QueueUserWorkItem(_ => callback(state));
            return new Due();
        }

        private sealed class Due : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() { }

            public ValueTask DisposeAsync() => default;
        }
    }
}
