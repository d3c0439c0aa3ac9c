using Orleans.Streams;
using SvaOrleans.Simulation.Engine.Strategies;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Search;
using SvaOrleans.Simulation.Exploration.Strategies;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Exploration.Tests.Streams;

public interface ISensor : IGrainWithStringKey
{
    Task Send();
}

public interface IGauge : IGrainWithStringKey
{
    Task<string> Read();
}

[GrainType("sensor")]
public sealed class SensorGrain : Grain, ISensor
{
    public Task Send() => this.GetStreamProvider("bus").GetStream<string>("values", "all").OnNextAsync(this.GetPrimaryKeyString());
}

[GrainType("gauge")]
[ImplicitStreamSubscription("values")]
public sealed class GaugeGrain : Grain, IGauge
{
    private readonly List<string> _values = [];

    public override async Task OnActivateAsync(CancellationToken cancellationToken) =>
        await this.GetStreamProvider("bus")
            .GetStream<string>("values", "all")
            .SubscribeAsync(
                (value, _) =>
                {
                    _values.Add(value);
                    return Task.CompletedTask;
                }
            );

    public Task<string> Read() => Task.FromResult(string.Join(' ', _values));
}

/// <summary>Two grains put an item each into one stream. The two have nothing in common but the stream.</summary>
public sealed class StreamSearchTests
{
    [Theory]
    [InlineData(Reduction.SleepSets)]
    [InlineData(Reduction.SourceSets)]
    public void No_reduction_leaves_out_an_order_of_items(Reduction reduction)
    {
        var outcomes = new SortedSet<string>(StringComparer.Ordinal);
        var report = Explorer.Explore(
            Make(outcomes),
            new()
            {
                Strategy = new Exhaustive(reduction),
                Workers = 1,
                Budget = new() { Schedules = 100_000 },
            }
        );
        Assert.True(report.HasPassed && report.IsExhausted, report.ToString());
        Assert.Equal(["a b", "b a"], outcomes);
    }

    private static Func<Strategy, Experiment> Make(SortedSet<string> outcomes) =>
        strategy =>
        {
            var cluster = new SimulatedClusterBuilder()
                .AddGrains(typeof(StreamSearchTests).Assembly, static type => type.Namespace == typeof(StreamSearchTests).Namespace)
                .UseStrategy(strategy)
                .Build();
            return new(cluster.World, () => Task.WhenAll(Sensor("a").Send(), Sensor("b").Send()))
            {
                Aftermath = [async () => outcomes.Add(await cluster.GrainFactory.GetGrain<IGauge>(GrainId.Create("gauge", "all")).Read())],
            };

            ISensor Sensor(string key) => cluster.GrainFactory.GetGrain<ISensor>(GrainId.Create("sensor", key));
        };
}
