namespace SvaOrleans.Engine.Tests.Calls;

public interface IFlowGrain : IGrainWithStringKey
{
    /// <summary>Sets what flows with the request, and answers what was there before.</summary>
    ValueTask<int> Set(int value);
}

[GrainType("flow")]
public sealed class FlowGrain : Grain, IFlowGrain
{
    private static readonly AsyncLocal<int> Flowing = new();

    public ValueTask<int> Set(int value)
    {
        var before = Flowing.Value;
        Flowing.Value = value;
        return new(before);
    }
}

public class FlowTests
{
    [Fact]
    public void What_the_code_of_a_request_lets_flow_is_not_there_for_the_next_one()
    {
        var cluster = Clusters.Fifo();
        var found = cluster.Run(async () =>
        {
            IFlowGrain grain = cluster.GrainFactory.GetGrain<IFlowGrain>("a"),
                other = cluster.GrainFactory.GetGrain<IFlowGrain>("b");
            Task<int>[] calls = [grain.Set(1).AsTask(), other.Set(2).AsTask(), grain.Set(3).AsTask()];
            List<int> all = [];
            foreach (var call in calls)
            {
                all.Add(await call);
            }

            all.Add(await grain.Set(4));
            return all.ToArray();
        });

        Assert.Equal([0, 0, 0, 0], found);
    }
}
