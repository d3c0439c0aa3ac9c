using SvaOrleans.Simulation.Engine.Deadlocks;

namespace SvaOrleans.Engine.Tests.Calls;

public interface IChainGrain : IGrainWithStringKey
{
    /// <summary>Calls the next of the path inside or outside of a section; the last one calls the first again.</summary>
    Task<string> Go(string path, string first, bool allow, bool suppressLast);

    Task<string> Back();

    /// <summary>The id of the chain that the grain's code is in.</summary>
    Task<Guid> Chain(bool begins);
}

[GrainType("chain")]
public sealed class ChainGrain : Grain, IChainGrain
{
    public Task<Guid> Chain(bool begins)
    {
        using var section = begins ? RequestContext.AllowCallChainReentrancy() : default;
        return Task.FromResult(RequestContext.ReentrancyId);
    }

    public async Task<string> Go(string path, string first, bool allow, bool suppressLast)
    {
        if (path.Length == 0)
        {
            var origin = GrainFactory.GetGrain<IChainGrain>(first);
            if (!suppressLast)
            {
                return await origin.Back();
            }

            using (RequestContext.SuppressCallChainReentrancy())
            {
                return await origin.Back();
            }
        }

        var next = GrainFactory.GetGrain<IChainGrain>(path[..1]);
        if (!allow)
        {
            return await next.Go(path[1..], first, false, suppressLast);
        }

        using (RequestContext.AllowCallChainReentrancy())
        {
            return await next.Go(path[1..], first, false, suppressLast);
        }
    }

    public Task<string> Back() => Task.FromResult("back");
}

public class CallChainTests
{
    private static string Go(string path, bool allow, bool suppress)
    {
        var cluster = Clusters.Fifo();
        return cluster.Run(() => cluster.GrainFactory.GetGrain<IChainGrain>("a").Go(path, "a", allow, suppress));
    }

    [Theory]
    [InlineData("b")]
    [InlineData("bc")]
    [InlineData("bcdef")]
    public void A_chain_may_come_back_over_any_number_of_grains(string path)
    {
        Assert.Equal("back", Go(path, allow: true, suppress: false));
        Assert.Throws<DeadlockException>(() => Go(path, allow: false, suppress: false));
        Assert.Throws<DeadlockException>(() => Go(path, allow: true, suppress: true));
    }

    [Fact]
    public void A_section_that_has_ended_lets_nobody_in()
    {
        var cluster = Clusters.Fifo();
        var a = cluster.GrainFactory.GetGrain<IChainGrain>("a");
        cluster.Run(() => a.Go("b", "a", allow: true, suppressLast: false));
        Assert.Throws<DeadlockException>(() => cluster.Run(() => a.Go("b", "a", allow: false, suppressLast: false)));
    }

    [Fact]
    public void The_ids_of_chains_count_up()
    {
        var cluster = Clusters.Fifo();
        var ids = cluster.Run(async () =>
        {
            var grain = cluster.GrainFactory.GetGrain<IChainGrain>("a");
            var ofGrain = await grain.Chain(begins: true);
            using var section = RequestContext.AllowCallChainReentrancy();
            return new[] { ofGrain, await grain.Chain(begins: false) };
        });
        Assert.Equal([new Guid(1, 0, 0, new byte[8]), new Guid(2, 0, 0, new byte[8])], ids);
    }

    [Fact]
    public void The_request_context_is_a_bag_of_its_own_for_every_flow()
    {
        var cluster = Clusters.Fifo();
        cluster.Run(async () =>
        {
            RequestContext.Set("a", 1);
            RequestContext.Set("b", 2);
            await Inner();
            Assert.Equal(1, RequestContext.Get("a"));
            Assert.Equal(["a", "b"], RequestContext.Keys);
            Assert.True(RequestContext.Remove("a"));
            Assert.False(RequestContext.Remove("a"));
            Assert.Equal("b", RequestContext.Entries.Single().Key);
            RequestContext.Clear();
            Assert.Empty(RequestContext.Keys);

            static async Task Inner()
            {
                RequestContext.Set("a", 9);
                await Task.Yield();
                Assert.Equal(9, RequestContext.Get("a"));
            }
        });
    }
}
