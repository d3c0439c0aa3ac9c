using Microsoft.Extensions.DependencyInjection;
using SvaOrleans.Simulation.Engine.Deadlocks;
using SvaOrleans.Simulation.Engine.Outside;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Engine.Tests.Outside;

public class OutsideWorkTests
{
    private const int Times = 20;

    [Theory]
    [InlineData("delay", "Task.Delay", "Delay")]
    [InlineData("delay before", "Task.Delay", "DelayBefore")]
    [InlineData("delay and a call", "Task.Delay", "DelayAndCall")]
    [InlineData("delay beside a call", "Task.Delay", "DelayBesideCall")]
    [InlineData("delay nobody awaits", "Task.Delay", "Later")]
    [InlineData("timed wait", "Task.WaitAsync", "TimedWait")]
    [InlineData("run", "Task.Run", "Run")]
    [InlineData("run before", "Task.Run", "RunBefore")]
    [InlineData("run asynchronous", "Task.Run", "RunAsynchronous")]
    [InlineData("run nobody awaits", "Task.Run", "RunNobodyAwaits")]
    [InlineData("start new", "Task.Factory.StartNew", "StartNew")]
    [InlineData("continue with", "Task.ContinueWith", "ContinueWith")]
    [InlineData("no context", "ConfigureAwait(false)", "NoContext")]
    [InlineData("thread", "a thread", "IOutside.Do")]
    [InlineData("pool", "the thread pool", "ByPool")]
    [InlineData("timer", "Timer", "ByTimer")]
    [InlineData("timer completes", "Timer", "ByTimerSoon")]
    [InlineData("periodic timer", "PeriodicTimer", "Periodic")]
    [InlineData("kept periodic timer", "PeriodicTimer", null)]
    [InlineData("cancel after", "CancellationTokenSource.CancelAfter", "CancelAfter")]
    [InlineData("cancel asynchronously", "CancellationTokenSource.CancelAsync", "CancelAsynchronously")]
    [InlineData("token of a call", "CancellationTokenSource.CancelAfter", "TokenOfCall")]
    [InlineData("file", "File.ReadAllTextAsync", "ReadFile")]
    [InlineData("network", "network I/O", "Connect")]
    [InlineData("channel", "a thread", "IOutside.Do")]
    public void Work_that_leaves_its_activation_ends_the_run_with_grain_method_and_await_named(string what, string awaited, string? code)
    {
        var cluster = Clusters.Fifo();
        for (var time = 0; time < Times; time++)
        {
            var e = Assert.Throws<OutsideWorkException>(() => cluster.Run(() => Of(cluster).Do(what)));
            Assert.Equal(awaited, e.Await);
            Assert.Equal("outside/g", e.Grain);
            if (code is not null)
            {
                Assert.Contains(code, $"{e.Code} {e.Method}", StringComparison.Ordinal);
            }

            cluster.Reset();
            Assert.Equal(1, cluster.Run(() => Of(cluster).Plain()));
            cluster.Reset();
        }
    }

    [Theory]
    [InlineData("delay")]
    [InlineData("timed wait")]
    [InlineData("cancel after")]
    [InlineData("channel")]
    [InlineData("yield")]
    public void What_stays_in_its_activation_goes_on(string what)
    {
        var cluster = Clusters.Fifo();
        Assert.Equal(1, cluster.Run(() => Of(cluster).Wait(what)));
    }

    [Theory]
    [InlineData("delay", "Task.Delay")]
    [InlineData("run before", "Task.Run")]
    [InlineData("no context", "ConfigureAwait(false)")]
    [InlineData("cancel after", "CancellationTokenSource.CancelAfter")]
    public void Client_code_is_held_to_the_same(string what, string awaited)
    {
        var cluster = Clusters.Fifo();
        for (var time = 0; time < Times; time++)
        {
            var e = Assert.Throws<OutsideWorkException>(() => cluster.Run(() => Client(cluster, what)));
            Assert.Equal((awaited, "client", null), (e.Await, e.Grain, e.Method));
            cluster.Reset();
        }
    }

    [Theory]
    [InlineData("late-activated", "OnActivateAsync")]
    [InlineData("late-ticking", "Tick")]
    public void So_is_code_that_no_caller_asked_for(string grainType, string method)
    {
        var cluster = Clusters.Fifo();
        var e = Assert.Throws<OutsideWorkException>(() =>
            cluster.Run(() => cluster.GrainFactory.GetGrain<ILate>(GrainId.Create(grainType, "g")).Ask())
        );
        Assert.Equal(("Task.Delay", $"{grainType}/g"), (e.Await, e.Grain));
        Assert.Contains(method, e.Method, StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_may_have_a_thread_of_its_own()
    {
        var cluster = Clusters.Builder().ConfigureServices(static services => services.AddSingleton<Threaded>()).Build();
        Assert.Equal(1, cluster.Run(() => cluster.GrainFactory.GetGrain<ILate>(GrainId.Create("served", "g")).Ask()));
    }

    [Fact]
    public void The_message_says_who_does_what_and_what_to_do_instead()
    {
        var cluster = Clusters.Fifo();
        var e = Assert.Throws<OutsideWorkException>(() => cluster.Run(() => Of(cluster).Do("delay")));
        Assert.Equal(
            "outside/g IOutside.Do leaves its activation: OutsideGrain.Delay awaits Task.Delay, which runs on the machine's clock. Inject a TimeProvider and pass it, so that virtual time decides.",
            e.Message
        );
    }

    /// <summary>Time that passes for others, or time-outs that are let happen, would hide that a request waits for the machine.</summary>
    [Theory]
    [InlineData("delay")]
    [InlineData("run")]
    public void No_time_out_hides_it(string what)
    {
        var cluster = Clusters.Builder().OnDeadlock(DeadlockPolicy.TimeOut).Build();
        Assert.Throws<OutsideWorkException>(() => cluster.Run(() => Of(cluster).Do(what)));
        cluster.Reset();
        Assert.Throws<OutsideWorkException>(void () =>
            cluster.Run(() => (Task)Task.WhenAny(Of(cluster).Do(what), Task.Delay(TimeSpan.FromDays(1), cluster.TimeProvider)))
        );
    }

    /// <summary>Without watching, such work is found where a run waits for it.</summary>
    [Theory]
    [InlineData("delay", "Task.Delay")]
    [InlineData("delay and a call", "Task.Delay")]
    [InlineData("run", "Task.Run")]
    [InlineData("timed wait", "Task.WaitAsync")]
    [InlineData("periodic timer", "PeriodicTimer")]
    [InlineData("network", "network I/O")]
    public void Nobody_calls_it_a_deadlock_even_where_nobody_watches(string what, string awaited)
    {
        var cluster = Clusters.Builder().WatchOutsideWork(false).Build();
        Assert.Equal(awaited, Assert.Throws<OutsideWorkException>(() => cluster.Run(() => Of(cluster).Do(what))).Await);
        cluster.Reset();
        _ = Of(cluster).Do(what);
        Assert.Equal(awaited, Assert.Throws<OutsideWorkException>(() => cluster.RunToQuiescence()).Await);
    }

    /// <summary>Work of an earlier run may end at any moment; the later run stays the same.</summary>
    [Theory]
    [InlineData("run nobody awaits")]
    [InlineData("timer completes")]
    [InlineData("delay before")]
    [InlineData("no context")]
    [InlineData("thread")]
    public void What_comes_late_from_an_earlier_run_changes_nothing_in_the_next(string what)
    {
        var cluster = Clusters.Fifo();
        cluster.Run(() => Crowd(cluster));
        var expected = cluster.World.Hash;
        for (var time = 0; time < Times; time++)
        {
            cluster.Reset();
            Assert.Throws<OutsideWorkException>(() => cluster.Run(() => Of(cluster).Do(what)));
            cluster.Reset();
            cluster.Run(() => Crowd(cluster));
            Assert.Equal(expected, cluster.World.Hash);
        }
    }

    private static async Task Crowd(SimulatedCluster cluster)
    {
        for (var call = 0; call < 1000; call++)
        {
            await Of(cluster).Plain();
        }
    }

    private static async Task<int> Client(SimulatedCluster cluster, string what)
    {
        switch (what)
        {
            case "delay":
                await Task.Delay(TimeSpan.FromSeconds(20));
                break;
            case "run before":
                var task = Task.Run(static () => 1);
                while (!task.IsCompleted) { }

                await Of(cluster).Plain();
                await task;
                break;
            case "no context":
#pragma warning disable ORLEANS0014
                await Of(cluster).Plain().ConfigureAwait(false);
#pragma warning restore ORLEANS0014
                break;
            case "cancel after":
                using (var source = new CancellationTokenSource(TimeSpan.FromSeconds(20)))
                {
                    await Of(cluster).Plain();
                    Assert.False(source.IsCancellationRequested);
                }

                break;
        }

        return 1;
    }

    private static IOutside Of(SimulatedCluster cluster) => cluster.GrainFactory.GetGrain<IOutside>("g");
}
