using Orleans;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Engine.Tests;

public interface IPingGrain : IGrainWithStringKey
{
    ValueTask<int> Add(int a, int b);

    Task<string> Forward(string key, string text);

    Task<string> Echo(string text);

    ValueTask Fail(string message);
}

[GrainType("ping")]
public sealed class PingGrain : Grain, IPingGrain
{
    public ValueTask<int> Add(int a, int b) => new(a + b);

    public async Task<string> Forward(string key, string text)
    {
        IPingGrain other = GrainFactory.GetGrain<IPingGrain>(key);
        return this.GetPrimaryKeyString() + ">" + await other.Echo(text);
    }

    public Task<string> Echo(string text) => Task.FromResult(this.GetPrimaryKeyString() + ":" + text);

    public ValueTask Fail(string message) => throw new InvalidOperationException(message);
}

public class PingTests
{
    private static SimulatedCluster Cluster() => new SimulatedClusterBuilder().AddGrains(typeof(PingTests).Assembly).Build();

    [Fact]
    public void A_call_brings_its_result_back()
    {
        SimulatedCluster cluster = Cluster();
        IPingGrain ping = cluster.GrainFactory.GetGrain<IPingGrain>("a");
        Assert.Equal(5, cluster.Run(async () => await ping.Add(2, 3)));
        Assert.Equal("a>b:x", cluster.Run(() => ping.Forward("b", "x")));
        Assert.Equal("ping/a", ping.GetGrainId().ToString());
    }

    [Fact]
    public void An_exception_crosses_the_call_with_its_type_and_stack()
    {
        SimulatedCluster cluster = Cluster();
        IPingGrain ping = cluster.GrainFactory.GetGrain<IPingGrain>("a");
        InvalidOperationException e = Assert.Throws<InvalidOperationException>(() => cluster.Run(async () => await ping.Fail("no")));
        Assert.Equal("no", e.Message);
        Assert.Contains("PingGrain.Fail", e.StackTrace, StringComparison.Ordinal);
    }
}
