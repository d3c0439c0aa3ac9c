using SvaOrleans.Exploration.Tests.Strategies;
using SvaOrleans.Simulation.Exploration.Replay;

namespace SvaOrleans.Exploration.Tests.Replay;

public sealed class DivergenceTests
{
    /// <summary>What the code takes from outside of the world makes two runs of the same choices differ: the first step that does is
    /// named.</summary>
    [Fact]
    public void A_source_of_chance_that_escaped_is_named_by_the_first_step_that_differs()
    {
        var runs = 0;
        Repeater Make() =>
            new(strategy =>
            {
                var cluster = Registers.Cluster(strategy);
                return new(
                    cluster.World,
                    async () =>
                    {
                        var register = cluster.GrainFactory.GetGrain<IRegister>(Orleans.Runtime.GrainId.Create("register", "r"));
                        await register.Read();
                        if (Interlocked.Increment(ref runs) % 2 == 0)
                        {
                            await register.Increment();
                        }
                    }
                );
            });

        var divergence = Divergence.Between(Make(), Make(), []);
        Assert.NotNull(divergence);
        Assert.Equal(2, divergence.Step); // the request and its answer are alike
        Assert.Contains("(the run has ended)", divergence.First[^1], StringComparison.Ordinal);
        Assert.Contains("Increment", divergence.Second[^1], StringComparison.Ordinal);
    }
}
