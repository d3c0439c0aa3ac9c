using SvaOrleans.Engine.Tests.Admission;
using SvaOrleans.Simulation.Engine.Deadlocks;

namespace SvaOrleans.Engine.Tests.Deadlocks;

public interface IRing : IGrainWithStringKey
{
    Task Pass(int hops, int size);
}

/// <summary>Calls its neighbour in a ring; the last one calls the first one, which is still busy.</summary>
[GrainType("ring")]
public sealed class RingGrain : Grain, IRing
{
    public Task Pass(int hops, int size)
    {
        var me = int.Parse(this.GetPrimaryKeyString());
        return hops == 0 ? Task.CompletedTask : GrainFactory.GetGrain<IRing>($"{(me + 1) % size}").Pass(hops - 1, size);
    }
}

public interface IStarter : IGrainWithStringKey
{
    Task Start(string gate);

    Task Go();
}

/// <summary>Starts work that goes on after its request has ended.</summary>
[GrainType("starter")]
public sealed class StarterGrain : Grain, IStarter
{
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Start(string gate)
    {
        _ = Later();
        return Task.CompletedTask;

        async Task Later()
        {
            await _go.Task;
            await GrainFactory.GetGrain<IGateGrain>(GrainId.Create("plain-gate", gate)).Plain("never");
        }
    }

    public Task Go()
    {
        _go.SetResult();
        return Task.CompletedTask;
    }
}

public interface ILatch : IGrainWithStringKey
{
    /// <summary>Takes this latch and then another one.</summary>
    Task TakeBoth(string other);

    [Orleans.Concurrency.AlwaysInterleave]
    Task Take();
}

/// <summary>A lock that is taken once and never given back.</summary>
[GrainType("latch"), Orleans.Concurrency.Reentrant]
public sealed class LatchGrain : Grain, ILatch
{
    private readonly TaskCompletionSource _never = new();
    private bool _isTaken;

    public async Task TakeBoth(string other)
    {
        _isTaken = true;
        await GrainFactory.GetGrain<ILatch>(other).Take();
    }

    public Task Take() => _isTaken ? _never.Task : Task.CompletedTask;
}

public class DeadlockTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void A_cycle_is_reported_with_all_its_members(int size)
    {
        var cluster = Clusters.Fifo();
        var e = Assert.Throws<DeadlockException>(() => cluster.Run(() => cluster.GrainFactory.GetGrain<IRing>("0").Pass(size, size)));
        // Each member of the ring calls the next and the last call is kept out by the first: two edges a member but for the first.
        Assert.Equal(size + 1, e.Report.Cycle.Count);
        for (var i = 0; i < size; i++)
        {
            Assert.Contains($"ring/{i} IRing.Pass", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_text_of_a_cycle_says_who_waits_for_whom()
    {
        var cluster = Clusters.Fifo();
        var e = Assert.Throws<DeadlockException>(() => cluster.Run(() => cluster.GrainFactory.GetGrain<IRing>("0").Pass(2, 2)));
        Assert.Equal(
            """
            deadlock: a cycle of waiting requests
              ring/0 IRing.Pass -> ring/1 IRing.Pass (awaits its response)
              ring/1 IRing.Pass -> ring/0 IRing.Pass (awaits its response; not admitted yet)
              ring/0 IRing.Pass -> ring/0 IRing.Pass (is kept out by it)
              also client -> ring/0 IRing.Pass (awaits its response)
            """,
            e.Message
        );
    }

    [Fact]
    public void A_wait_inside_a_grain_is_named_as_such()
    {
        var cluster = Clusters.Fifo();
        var gate = cluster.GrainFactory.GetGrain<IGateGrain>(GrainId.Create("plain-gate", "g"));
        var e = Assert.Throws<DeadlockException>(() => cluster.Run(() => Task.WhenAll(gate.Plain("a"), gate.Plain("b"))));
        Assert.Empty(e.Report.Cycle);
        Assert.Contains(e.Report.Edges, edge => edge is { Waiter: "plain-gate/g IGateGrain.Plain", WaitsFor: null });
        Assert.Contains(e.Report.Edges, edge => edge.WaitsFor is not null && edge.Why == "is kept out by it");
    }

    /// <summary>Grains may tell who holds what is waited for in them: then a hang through queues inside of grains is the cycle that it is. Whoever
    /// waits in the same queue holds nothing.</summary>
    [Fact]
    public void A_wait_inside_a_grain_whose_holder_is_told_closes_the_cycle()
    {
        var cluster = Clusters.Fifo();
        cluster.World.HoldersOf = waiting =>
            waiting.Method.Name == nameof(ILatch.Take)
                ? Enumerable.Range(0, waiting.Runner!.RunningCount).Select(waiting.Runner.Running)
                : [];
        var one = cluster.GrainFactory.GetGrain<ILatch>("one");
        var other = cluster.GrainFactory.GetGrain<ILatch>("other");
        var e = Assert.Throws<DeadlockException>(() =>
            cluster.Run(() => Task.WhenAll(one.TakeBoth("other"), other.TakeBoth("one"), other.Take()))
        );
        Assert.Equal(
            [
                "latch/one ILatch.TakeBoth -> latch/other ILatch.Take (awaits its response)",
                "latch/other ILatch.Take -> latch/other ILatch.TakeBoth (waits for what it holds)",
                "latch/other ILatch.TakeBoth -> latch/one ILatch.Take (awaits its response)",
                "latch/one ILatch.Take -> latch/one ILatch.TakeBoth (waits for what it holds)",
            ],
            e.Report.Cycle.Select(static edge => edge.ToString())
        );
    }

    [Fact]
    public void Calls_of_code_that_outlived_its_request_are_those_of_its_grain()
    {
        var cluster = Clusters.Fifo();
        var starter = cluster.GrainFactory.GetGrain<IStarter>("s");
        cluster.Run(() => starter.Start("g"));
        // The pooled request of Start serves another grain meanwhile.
        cluster.Run(() => cluster.GrainFactory.GetGrain<IStarter>("other").Start("none"));
        cluster.Run(() => starter.Go());
        var report = cluster.RunToQuiescence()!;
        Assert.Contains(
            report.Edges,
            edge => edge is { Waiter: "starter/s (code that outlived its request)", WaitsFor: "plain-gate/g IGateGrain.Plain" }
        );
    }

    [Fact]
    public void A_reference_of_another_world_is_refused()
    {
        var one = Clusters.Fifo();
        var other = Clusters.Fifo();
        var stranger = other.GrainFactory.GetGrain<IRing>("0");
        var e = Assert.Throws<InvalidOperationException>(() => one.Run(() => stranger.Pass(0, 1)));
        Assert.Contains("another world", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void With_the_other_policy_a_deadlock_ends_by_time_out_as_on_a_real_cluster()
    {
        var cluster = Clusters.Builder().OnDeadlock(DeadlockPolicy.TimeOut).Build();
        Assert.Throws<TimeoutException>(() => cluster.Run(() => cluster.GrainFactory.GetGrain<IRing>("0").Pass(3, 3)));
        Assert.Equal(TimeSpan.FromSeconds(30), cluster.World.Clock.Elapsed);
    }

    [Fact]
    public void Run_returns_the_report_when_calls_stay_unanswered()
    {
        var cluster = Clusters.Fifo();
        var ring = cluster.GrainFactory.GetGrain<IRing>("0").Pass(2, 2);
        var report = cluster.RunToQuiescence();
        Assert.False(ring.IsCompleted);
        Assert.NotNull(report);
        Assert.Equal(3, report.Cycle.Count);
    }
}
