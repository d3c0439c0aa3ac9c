using SvaOrleans.Simulation.Engine.Faults;
using SvaOrleans.Simulation.Engine.Strategies;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Exploration.Tests.Faults;

public interface ILedger : IGrainWithStringKey
{
    Task<int> Add(int amount);

    Task<int> AddLater(int amount);
}

/// <summary>Counts, at once or after ten milliseconds; what it has counted is gone with its activation.</summary>
[GrainType("ledger"), Orleans.Concurrency.Reentrant]
public sealed class LedgerGrain(TimeProvider time) : Grain, ILedger
{
    private int _sum;

    public Task<int> Add(int amount) => Task.FromResult(_sum = checked((_sum * 2) + amount));

    public async Task<int> AddLater(int amount)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(10), time);
        return await Add(amount);
    }
}

/// <summary>Two calls at once to one ledger, and what came of them.</summary>
internal static class Ledgers
{
    public static Func<Strategy, Experiment> Make(FaultOptions? faults, SortedSet<string> outcomes) =>
        strategy =>
        {
            var cluster = new SimulatedClusterBuilder()
                .AddGrains(typeof(Ledgers).Assembly, static type => type.Namespace == typeof(Ledgers).Namespace)
                .UseStrategy(strategy)
                .Build();
            var answers = new string[3];
            return new(
                cluster.World,
                async () =>
                {
                    var ledger = cluster.GrainFactory.GetGrain<ILedger>(GrainId.Create("ledger", "l"));
                    await Task.WhenAll(Ask(0, ledger.AddLater(1)), Ask(1, ledger.Add(2)));
                }
            )
            {
                Faults = faults,
                Prepare = () => Array.Fill(answers, "nothing"),
                Aftermath = faults is null
                    ? []
                    :
                    [
                        async () =>
                        {
                            await Ask(2, cluster.GrainFactory.GetGrain<ILedger>(GrainId.Create("ledger", "l")).Add(0));
                            Assert.InRange(cluster.World.FaultCount, 0, faults.Most);
                            lock (outcomes)
                            {
                                outcomes.Add(string.Join(' ', answers));
                            }
                        },
                    ],
            };

            async Task Ask(int place, Task<int> call)
            {
                try
                {
                    answers[place] = (await call).ToString(System.Globalization.CultureInfo.InvariantCulture);
                }
                catch (TimeoutException)
                {
                    answers[place] = "late";
                }
                catch (OrleansException)
                {
                    answers[place] = "lost";
                }
            }
        };
}
