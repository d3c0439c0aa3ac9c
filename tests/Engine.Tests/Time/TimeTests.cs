using Orleans.Concurrency;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Engine.Tests.Time;

public interface IClockGrain : IGrainWithStringKey
{
    Task<int> Sleep(int seconds);

    [ResponseTimeout("1.00:00:00")]
    Task<int> SleepWithPatience(int seconds);

    Task<int> SleepUnlessCancelled(int seconds, CancellationToken cancellation);

    Task StartTimer(int due, int period, bool interleave, int work);

    Task ChangeWithinTick(int due, int period);

    Task StopTimer();

    [AlwaysInterleave]
    Task<string> Log();

    [ResponseTimeout("1.00:00:00")]
    Task<string> AskOther(string key, int seconds);
}

[GrainType("clock")]
public sealed class ClockGrain(TimeProvider time) : Grain, IClockGrain
{
    private readonly List<string> _log = [];
    private IGrainTimer? _timer;
    private (int Due, int Period)? _change;

    private int Now => (int)time.GetElapsedTime(0).TotalSeconds;

    public async Task<int> Sleep(int seconds)
    {
        await Task.Delay(TimeSpan.FromSeconds(seconds), time);
        _log.Add($"slept@{Now}");
        return Now;
    }

    public Task<int> SleepWithPatience(int seconds) => Sleep(seconds);

    public async Task<int> SleepUnlessCancelled(int seconds, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds), time, cancellation);
            return Now;
        }
        catch (OperationCanceledException)
        {
            _log.Add($"cancelled@{Now}");
            throw;
        }
    }

    public Task StartTimer(int due, int period, bool interleave, int work)
    {
        GrainTimerCreationOptions options = new(TimeSpan.FromSeconds(due), TimeSpan.FromSeconds(period)) { Interleave = interleave };
        _timer = this.RegisterGrainTimer(Tick, work, options);
        return Task.CompletedTask;
    }

    public Task ChangeWithinTick(int due, int period)
    {
        _change = (due, period);
        return Task.CompletedTask;
    }

    public Task StopTimer()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public Task<string> Log() => Task.FromResult(string.Join(" ", _log));

    public async Task<string> AskOther(string key, int seconds)
    {
        try
        {
            return $"{await GrainFactory.GetGrain<IClockGrain>(key).Sleep(seconds)}";
        }
        catch (TimeoutException)
        {
            return $"unknown@{Now}";
        }
    }

    private async Task Tick(int work, CancellationToken cancellation)
    {
        _log.Add($"tick@{Now}");
        if (_change is { } change)
        {
            _change = null;
            _timer!.Change(TimeSpan.FromSeconds(change.Due), TimeSpan.FromSeconds(change.Period));
        }

        if (work < 0)
        {
            throw new InvalidOperationException("a tick may fail");
        }

        await Task.Delay(TimeSpan.FromSeconds(work), time, cancellation);
    }
}

public class TimeTests
{
    private readonly SimulatedCluster _cluster = Clusters.Fifo();

    private IClockGrain Clock(string key = "a") => _cluster.GrainFactory.GetGrain<IClockGrain>(key);

    private string LogOf(string key = "a") => _cluster.Run(() => Clock(key).Log());

    [Fact]
    public void Time_passes_only_when_nothing_is_ready()
    {
        var woke = _cluster.Run(() => Task.WhenAll(Clock("a").Sleep(5), Clock("b").Sleep(3), Clock("c").Sleep(0)));
        Assert.Equal([5, 3, 0], woke);
        Assert.Equal(TimeSpan.FromSeconds(5), _cluster.World.Clock.Elapsed);
    }

    [Fact]
    public void A_time_out_leaves_the_outcome_unknown_and_the_call_running()
    {
        Assert.Equal("unknown@30", _cluster.Run(() => Clock("a").AskOther("b", 40)));
        Assert.Equal(string.Empty, LogOf("b"));
        _cluster.RunToQuiescence();
        Assert.Equal("slept@40", LogOf("b"));
    }

    [Fact]
    public void An_answer_at_the_very_time_of_the_time_out_may_win_or_lose()
    {
        SortedSet<string> outcomes = [];
        for (ulong seed = 0; seed < 200; seed++)
        {
            var cluster = Clusters.Random(seed);
            outcomes.Add(cluster.Run(() => cluster.GrainFactory.GetGrain<IClockGrain>("a").AskOther("b", 30)));
        }

        Assert.Equal(["30", "unknown@30"], outcomes);
    }

    [Fact]
    public void A_method_may_ask_for_more_patience()
    {
        Assert.Equal(3600, _cluster.Run(() => Clock().SleepWithPatience(3600)));
        Assert.Throws<TimeoutException>(() => _cluster.Run(() => Clock().SleepWithPatience(25 * 3600)));
        Assert.Throws<TimeoutException>(() => _cluster.Run(() => Clock("x").Sleep(31)));
    }

    [Fact]
    public void A_request_that_expired_before_it_could_start_is_dropped()
    {
        var first = Clock().SleepWithPatience(100);
        var second = Clock().Sleep(1);
        Assert.Throws<TimeoutException>(() => _cluster.Run(() => second));
        Assert.Equal(100, _cluster.Run(() => first));
        _cluster.RunToQuiescence();
        Assert.Equal("slept@100", LogOf());
    }

    [Fact]
    public void Cancellation_fails_the_caller_and_reaches_the_target()
    {
        using CancellationTokenSource source = new(TimeSpan.FromSeconds(4), _cluster.TimeProvider);
        Assert.ThrowsAny<OperationCanceledException>(() => _cluster.Run(() => Clock().SleepUnlessCancelled(10, source.Token)));
        _cluster.RunToQuiescence();
        Assert.Equal("cancelled@4", LogOf());
        Assert.ThrowsAny<OperationCanceledException>(() => _cluster.Run(() => Clock().SleepUnlessCancelled(10, source.Token)));
        Assert.Equal(6, _cluster.Run(() => Clock().SleepUnlessCancelled(2, CancellationToken.None)));
    }

    [Fact]
    public void Ticks_never_overlap_and_the_period_counts_from_the_end_of_a_tick()
    {
        _cluster.Run(() => Clock().StartTimer(due: 1, period: 2, interleave: false, work: 3));
        _cluster.World.RunFor(TimeSpan.FromSeconds(15));
        Assert.Equal("tick@1 tick@6 tick@11", LogOf());
    }

    [Fact]
    public void Ticks_pass_through_filters_and_their_faults_can_be_seen()
    {
        List<string> faults = [];
        var cluster = Clusters.Builder().AddIncomingFilter(new PassingFilter()).Build();
        cluster.World.UnseenFault = (request, fault) => faults.Add($"{request} {fault.Message}");
        cluster.Run(() => cluster.GrainFactory.GetGrain<IClockGrain>("a").StartTimer(due: 1, period: 2, interleave: false, work: -1));
        cluster.World.RunFor(TimeSpan.FromSeconds(4));
        Assert.Equal("tick@1 tick@3", cluster.Run(() => cluster.GrainFactory.GetGrain<IClockGrain>("a").Log()));
        Assert.Equal(["Timer clock/a GrainTimer.Tick a tick may fail", "Timer clock/a GrainTimer.Tick a tick may fail"], faults);
    }

    private sealed class PassingFilter : IIncomingGrainCallFilter
    {
        public Task Invoke(IIncomingGrainCallContext context) => context.Invoke();
    }

    [Fact]
    public void A_failing_tick_does_not_stop_the_timer()
    {
        _cluster.Run(() => Clock().StartTimer(due: 1, period: 2, interleave: false, work: -1));
        _cluster.World.RunFor(TimeSpan.FromSeconds(6));
        Assert.Equal("tick@1 tick@3 tick@5", LogOf());
    }

    [Theory]
    [InlineData(false, "slept@5 tick@5")]
    [InlineData(true, "tick@1 slept@5")]
    public void Ticks_wait_their_turn_unless_they_interleave(bool interleave, string expected)
    {
        _cluster.Run(() => Clock().StartTimer(due: 1, period: 100, interleave, work: 0));
        _cluster.Run(() => Clock().Sleep(5));
        _cluster.World.RunFor(TimeSpan.FromSeconds(1));
        Assert.Equal(expected, LogOf());
    }

    [Fact]
    public void A_change_within_a_tick_takes_effect_after_it()
    {
        _cluster.Run(() => Clock().ChangeWithinTick(10, 1));
        _cluster.Run(() => Clock().StartTimer(due: 1, period: 1, interleave: false, work: 2));
        _cluster.World.RunFor(TimeSpan.FromSeconds(17));
        Assert.Equal("tick@1 tick@13 tick@16", LogOf());
    }

    [Fact]
    public void A_stopped_timer_ticks_no_more()
    {
        _cluster.Run(() => Clock().StartTimer(due: 1, period: 1, interleave: false, work: 0));
        _cluster.World.RunFor(TimeSpan.FromSeconds(2.5));
        _cluster.Run(() => Clock().StopTimer());
        Assert.Null(_cluster.RunToQuiescence());
        Assert.Equal("tick@1 tick@2", LogOf());
    }
}
