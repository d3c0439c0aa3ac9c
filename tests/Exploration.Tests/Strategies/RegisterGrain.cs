using SvaOrleans.Simulation.Engine.Strategies;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Exploration.Tests.Strategies;

public interface IRegister : IGrainWithStringKey
{
    ValueTask Increment();

    ValueTask<int> Read();

    ValueTask Write(int value);

    ValueTask Enter(string other);
}

/// <summary>Increments by asking itself: read, then write, with everything else in between.</summary>
[GrainType("register"), Orleans.Concurrency.Reentrant]
public sealed class RegisterGrain : Grain, IRegister
{
    public int Value { get; private set; }

    public async ValueTask Increment()
    {
        var self = GrainFactory.GetGrain<IRegister>(this.GetGrainId());
        await self.Write(await self.Read() + 1);
    }

    public ValueTask<int> Read() => new(Value);

    public ValueTask Write(int value)
    {
        Value = value;
        return default;
    }

    public ValueTask Enter(string other) => default;
}

/// <summary>Two of these that enter each other wait for ever, if both have begun.</summary>
[GrainType("closed")]
public sealed class ClosedGrain : Grain, IRegister
{
    public ValueTask Increment() => default;

    public ValueTask<int> Read() => new(0);

    public ValueTask Write(int value) => default;

    public async ValueTask Enter(string other) => await GrainFactory.GetGrain<IRegister>(GrainId.Create("closed", other)).Increment();
}

internal static class Registers
{
    /// <summary>So many increments at once must all count.</summary>
    public static Func<Strategy, Experiment> Increments(int count) =>
        strategy =>
        {
            var cluster = Cluster(strategy);
            var id = GrainId.Create("register", "r");
            return new(
                cluster.World,
                async () =>
                {
                    var register = cluster.GrainFactory.GetGrain<IRegister>(id);
                    await Task.WhenAll(Enumerable.Range(0, count).Select(_ => register.Increment().AsTask()));
                }
            )
            {
                Oracles = [new Counted(() => cluster.Find<RegisterGrain>(id)!.Value, count)],
                MustReach = ["all have counted"],
            };
        };

    public static Func<Strategy, Experiment> EnterEachOther() =>
        strategy =>
        {
            var cluster = Cluster(strategy);
            return new(
                cluster.World,
                async () =>
                    await Task.WhenAll(
                        cluster.GrainFactory.GetGrain<IRegister>(GrainId.Create("closed", "a")).Enter("b").AsTask(),
                        cluster.GrainFactory.GetGrain<IRegister>(GrainId.Create("closed", "b")).Enter("a").AsTask()
                    )
            );
        };

    public static SimulatedCluster Cluster(Strategy strategy) =>
        new SimulatedClusterBuilder()
            .AddGrains(typeof(Registers).Assembly, static type => type.Namespace == typeof(Registers).Namespace)
            .UseStrategy(strategy)
            .Build();

    private sealed class Counted(Func<int> value, int count) : Oracle
    {
        public override string Name => "every increment counts";

        public override void AtEnd(Simulation.Exploration.Order.CausalOrder? order)
        {
            if (value() != count)
            {
                throw Fail($"{value()} of {count}");
            }

            Reach("all have counted");
        }
    }
}
