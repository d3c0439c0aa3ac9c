using Microsoft.Extensions.DependencyInjection;
using SvaOrleans.Simulation.Engine.Strategies;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Engine.Tests.Lifecycle;

public class SiloTests
{
    private readonly Diary _diary = new();
    private readonly SimulatedCluster _cluster;

    public SiloTests() => _cluster = Builder().Build();

    private SimulatedClusterBuilder Builder() =>
        Clusters
            .Builder()
            .UseSilos("s0", "s1")
            .UsePlacement((id, silos) => silos[id.Key.ToString()[^1] % silos.Count])
            .ConfigureServices(services => services.AddSingleton(_diary));

    private IAccount Account(string key) => _cluster.GrainFactory.GetGrain<IAccount>(key);

    private string SiloOf(string key) => _cluster.World.Activations.Single(a => a.Slot.Key == key).Silo!.Name;

    [Fact]
    public void Placement_decides_and_a_killed_silo_s_grains_come_back_elsewhere()
    {
        _cluster.Run(() => Task.WhenAll(Account("k0").Deposit(5), Account("k1").Deposit(6)));
        Assert.Equal("s0", SiloOf("k0"));
        Assert.Equal("s1", SiloOf("k1"));
        _cluster.KillSilo("s0");
        Assert.Equal("k1", _cluster.World.Activations.Single().Slot.Key);
        Assert.Equal(5, _cluster.Run(() => Account("k0").Balance()));
        Assert.Equal("s1", SiloOf("k0"));
        Assert.DoesNotContain(_diary.Lines, line => line.StartsWith("down", StringComparison.Ordinal));
    }

    [Fact]
    public void Calls_pending_at_a_killed_silo_fail()
    {
        var running = Account("k0").Wait(10);
        var waiting = Account("k0").Wait(10);
        var elsewhere = Account("k1").Wait(10);
        _cluster.World.RunFor(TimeSpan.FromSeconds(1));
        var inFlight = Account("k0").Wait(10);
        _cluster.KillSilo("s0");
        foreach (var lost in new[] { running, waiting, inFlight })
        {
            Assert.Throws<SiloUnavailableException>(() => _cluster.Run(() => lost));
        }

        _cluster.Run(() => elsewhere);
        Assert.Equal(TimeSpan.FromSeconds(10), _cluster.World.Clock.Elapsed);
    }

    [Fact]
    public void Without_a_silo_calls_are_refused_until_the_next_one_comes()
    {
        _cluster.Run(() => Account("k0").Deposit(5));
        _cluster.KillSilo("s0");
        _cluster.KillSilo("s1");
        Assert.Throws<SiloUnavailableException>(() => _cluster.Run(() => Account("k0").Balance()));
        Assert.Empty(_cluster.World.Activations);
        Assert.Null(_cluster.RunToQuiescence());
        _cluster.AddSilo("s2");
        Assert.Equal(5, _cluster.Run(() => Account("k0").Balance()));
        Assert.Equal("s2", SiloOf("k0"));
    }

    [Fact]
    public void A_grain_that_is_forgotten_is_the_same_when_it_comes_back()
    {
        _cluster.Run(() => Task.WhenAll(Account("k0").Deposit(5), Account("k1").Deposit(6)));
        var hash = _cluster.World.Activations.Single(a => a.Slot.Key == "k0").Slot.RunHash;
        var known = _cluster.World.SlotCount;
        Assert.Throws<InvalidOperationException>(() => _cluster.Forget(id => id.Key.ToString() == "k0"));
        _cluster.KillSilo("s0");
        Assert.Equal(["k1"], _cluster.GrainsInUse().Select(id => id.Key.ToString()));
        _cluster.Forget(id => id.Key.ToString() == "k0");
        Assert.Equal(known - 1, _cluster.World.SlotCount);
        Assert.Equal(5, _cluster.Run(() => Account("k0").Balance()));
        Assert.Equal(hash, _cluster.World.Activations.Single(a => a.Slot.Key == "k0").Slot.RunHash);
    }

    [Fact]
    public void Who_is_asked_or_asks_is_in_use()
    {
        var running = Account("k0").Wait(10);
        Assert.Contains("k0", _cluster.GrainsInUse().Select(id => id.Key.ToString()));
        _cluster.World.RunFor(TimeSpan.FromSeconds(1));
        Assert.Contains("k0", _cluster.GrainsInUse().Select(id => id.Key.ToString()));
        _cluster.Run(() => running);
    }

    [Fact]
    public void A_stopped_silo_lets_its_grains_go_in_peace()
    {
        var running = Account("k0").Wait(10);
        _cluster.World.RunFor(TimeSpan.FromSeconds(1));
        _cluster.StopSilo("s0");
        _cluster.Run(() => running);
        _cluster.RunToQuiescence();
        Assert.Contains("down k0 ShuttingDown", _diary.Lines);
        Assert.Equal(0, _cluster.Run(() => Account("k0").Balance()));
        Assert.Equal("s1", SiloOf("k0"));
    }

    [Fact]
    public void A_kill_at_any_step_leaves_a_written_balance_of_0_or_1_and_a_definite_or_unknown_answer()
    {
        SortedSet<string> outcomes = [];
        for (ulong seed = 0; seed < 300; seed++)
        {
            var cluster = Builder().UseStrategy(new RandomStrategy(seed)).Build();
            var account = cluster.GrainFactory.GetGrain<IAccount>("k0");
            cluster.Run(() => account.Balance());
            var kill = cluster.World.StepCount + (long)(seed % 6);
            cluster.World.BeforeStep = _ =>
            {
                if (cluster.World.StepCount == kill + 1)
                {
                    cluster.KillSilo("s0");
                }
            };
            string answer;
            try
            {
                answer = $"{cluster.Run(() => account.Deposit(1))}";
            }
            catch (SiloUnavailableException)
            {
                answer = "unknown";
            }

            outcomes.Add($"{answer}, stored {cluster.Run(() => account.Balance())}");
        }

        Assert.Equal(["1, stored 1", "unknown, stored 0", "unknown, stored 1"], outcomes);
    }

    [Fact]
    public void After_a_reset_all_silos_live_again()
    {
        _cluster.Run(() => Account("k0").Deposit(5));
        _cluster.KillSilo("s0");
        _cluster.Reset();
        Assert.Equal(0, _cluster.Run(() => Account("k0").Balance()));
        Assert.Equal("s0", SiloOf("k0"));
    }

    [Fact]
    public void An_added_silo_takes_new_grains_and_those_that_live_stay()
    {
        _cluster.Run(() => Task.WhenAll(Account("k0").Deposit(5), Account("k1").Deposit(6), Account("k2").Deposit(7)));
        Assert.Equal("s0", SiloOf("k2"));
        _cluster.AddSilo("s2");
        Assert.Equal(
            [5, 6, 7],
            _cluster.Run(() => Task.WhenAll(Account("k0").Balance(), Account("k1").Balance(), Account("k2").Balance()))
        );
        Assert.Equal(["s0", "s1", "s0"], [SiloOf("k0"), SiloOf("k1"), SiloOf("k2")]);
        _cluster.Run(() => Account("k5").Deposit(1));
        Assert.Equal("s2", SiloOf("k5"));
        _cluster.KillSilo("s0");
        Assert.Equal(7, _cluster.Run(() => Account("k2").Balance()));
        Assert.Equal("s1", SiloOf("k2"));
    }

    [Fact]
    public void A_silo_that_was_killed_may_come_back_under_its_name_and_a_reset_forgets_it()
    {
        _cluster.KillSilo("s0");
        _cluster.AddSilo("s0");
        Assert.Equal(["s0 False", "s1 True", "s0 True"], _cluster.World.Silos.Select(silo => $"{silo.Name} {silo.IsAlive}"));
        _cluster.Run(() => Account("k1").Deposit(1));
        Assert.Equal("s0", SiloOf("k1"));
        _cluster.KillSilo("s0");
        Assert.Throws<ArgumentException>(() => _cluster.KillSilo("s0"));
        _cluster.AddSilo("s2");
        _cluster.Reset();
        Assert.Equal(["s0", "s1"], _cluster.World.Silos.Select(silo => silo.Name));
    }

    [Fact]
    public void Unknown_silos_are_refused()
    {
        Assert.Throws<ArgumentException>(() => _cluster.KillSilo("s9"));
        _cluster.KillSilo("s0");
        Assert.Throws<ArgumentException>(() => _cluster.KillSilo("s0"));
        Assert.Throws<ArgumentException>(() => _cluster.AddSilo("s1"));
    }
}
