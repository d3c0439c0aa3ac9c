using SvaOrleans.Simulation.Engine.Outside;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Engine.Tests.Calls;

public class CallTests
{
    private readonly SimulatedCluster _cluster = Clusters.Fifo();

    private IPingGrain Ping(string key = "a") => _cluster.GrainFactory.GetGrain<IPingGrain>(key);

    [Fact]
    public void A_call_brings_its_result_back()
    {
        Assert.Equal(5, _cluster.Run(async () => await Ping().Add(2, 3)));
        Assert.Equal("a>b:x", _cluster.Run(() => Ping().Forward("b", "x")));
        Assert.Equal("3 2 1 end", _cluster.Run(async () => await Ping().Chain(3)));
        Assert.Equal([null, 3], _cluster.Run(() => Ping().Numbers(null, Ping("b"))).ToArray());
    }

    [Fact]
    public void References_are_equal_if_they_refer_to_the_same_grain()
    {
        var byKey = Ping();
        var byId = _cluster.GrainFactory.GetGrain<IPingGrain>(GrainId.Create("ping", "a"));
        Assert.Equal(byKey, byId);
        Assert.NotEqual(byKey, Ping("b"));
        Assert.Equal("ping/a", byKey.GetGrainId().ToString());
        Assert.Equal("a", byKey.GetPrimaryKeyString());
        Assert.Equal(GrainId.Parse("ping/a"), byId.GetGrainId());
    }

    [Fact]
    public void An_unknown_type_is_refused_with_the_known_ones()
    {
        var e = Assert.Throws<SimulationException>(() => _cluster.GrainFactory.GetGrain<IPingGrain>(GrainId.Create("pong", "a")));
        Assert.Contains("'pong'", e.Message, StringComparison.Ordinal);
        Assert.Contains("ping", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_crosses_the_call_with_its_type_and_stack()
    {
        var e = Assert.Throws<InvalidOperationException>(() => _cluster.Run(async () => await Ping().Fail("no")));
        Assert.Equal("no", e.Message);
        Assert.Contains("PingGrain.Fail", e.StackTrace, StringComparison.Ordinal);
        e = Assert.Throws<InvalidOperationException>(() => _cluster.Run(() => Ping().FailLater("later")));
        Assert.Equal("later", e.Message);
        Assert.Contains("PingGrain.FailLater", e.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void A_grain_still_works_after_it_threw()
    {
        Assert.Throws<InvalidOperationException>(() => _cluster.Run(async () => await Ping().Fail("no")));
        Assert.Equal(5, _cluster.Run(async () => await Ping().Add(2, 3)));
    }

    [Fact]
    public void A_one_way_call_completes_at_once_and_hides_its_exception()
    {
        var sent = Ping().Drop("hidden");
        Assert.True(sent.IsCompletedSuccessfully);
        Assert.Null(_cluster.RunToQuiescence());
        Assert.Equal(1, _cluster.Run(async () => await Ping().Dropped()));
    }

    [Fact]
    public void The_request_context_travels_along_the_chain_of_calls_and_not_beyond()
    {
        var seen = _cluster.Run(async () =>
        {
            RequestContext.Set("who", "me");
            return await Ping().ContextValue("who", "b");
        });
        Assert.Equal("me", seen);
        Assert.Null(RequestContext.Get("who"));
        Assert.Equal(string.Empty, _cluster.Run(() => Ping().ContextValue("who", "b")));
    }

    [Fact]
    public void A_value_task_must_not_be_awaited_twice() =>
        Assert.Throws<InvalidOperationException>(() =>
            _cluster.Run(async () =>
            {
                var sum = Ping().Add(1, 2);
#pragma warning disable CA2012
                var first = await sum;
                return first + await sum;
#pragma warning restore CA2012
            })
        );

    [Fact]
    public void Many_calls_at_once_come_back_to_their_callers()
    {
        var sums = _cluster.Run(() => Task.WhenAll(Enumerable.Range(0, 1000).Select(i => Ping($"{i % 7}").Add(i, i).AsTask())));
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => 2 * i), sums);
    }

    [Fact]
    public void Code_off_the_loop_is_reported()
    {
        var e = Assert.Throws<OutsideWorkException>(() => _cluster.Run(() => _cluster.GrainFactory.GetGrain<IStrayGrain>("x").Stray()));
        Assert.Contains("leaves its activation", e.Message, StringComparison.Ordinal);
    }
}

public interface IStrayGrain : IGrainWithStringKey
{
    Task Stray();
}

public sealed class StrayGrain : Grain, IStrayGrain
{
    public async Task Stray()
    {
#pragma warning disable ORLEANS0014, SVA0010 // The next call then comes from a thread of the pool, which is what the test is about.
        await Task.Run(() => { }).ConfigureAwait(false);
#pragma warning restore ORLEANS0014, SVA0010
        await GrainFactory.GetGrain<IPingGrain>("p").Echo("never");
    }
}
