using Microsoft.Extensions.DependencyInjection;
using SvaOrleans.Simulation.Engine.Tallies;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Engine.Tests.Lifecycle;

/// <summary>What a world counts for who watches it.</summary>
public class TallyTests
{
    private readonly SimulatedCluster _cluster = Clusters
        .Builder()
        .UseSilos("s0", "s1")
        .UsePlacement((id, silos) => silos[id.Key.ToString()[^1] % silos.Count])
        .ConfigureServices(services => services.AddSingleton(new Diary()))
        .CountCalls()
        .Build();

    private IAccount Account(string key) => _cluster.GrainFactory.GetGrain<IAccount>(key);

    private ClassTally At(string silo) => Assert.Single(_cluster.World.Tallies, tally => tally.Silo.Name == silo);

    [Fact]
    public void Calls_and_activations_are_counted_where_they_are()
    {
        _cluster.Run(() => Task.WhenAll(Account("k0").Deposit(5), Account("m0").Deposit(5), Account("k1").Deposit(6)));
        _cluster.Run(() => Account("k0").Balance());
        Assert.Equal((2, 0), (At("s0").Activations, At("s0").Queued));
        Assert.Equal((1, 0), (At("s1").Activations, At("s1").Queued));
        Assert.Equal(["Deposit 2", "Balance 1"], At("s0").Methods.Select(method => $"{method.Method.Name} {method.Calls}"));
        Assert.All(At("s0").Methods, method => Assert.Equal(0, method.Faults));
    }

    [Fact]
    public void Requests_that_run_or_wait_are_queued_until_their_silo_dies()
    {
        var running = Account("k0").Wait(10);
        var waiting = Account("k0").Wait(10);
        _cluster.World.RunFor(TimeSpan.FromSeconds(1));
        var before = At("s0");
        Assert.Equal((1, 2), (before.Activations, before.Queued));
        _cluster.KillSilo("s0");
        Assert.Equal((0, 0), (before.Activations, before.Queued));
        foreach (var lost in new[] { running, waiting })
        {
            Assert.Throws<SiloUnavailableException>(() => _cluster.Run(() => lost));
        }
    }

    [Fact]
    public void Requests_of_a_grain_that_goes_are_counted_once_where_they_are_carried_out()
    {
        var running = Account("k0").Wait(10);
        _cluster.World.RunFor(TimeSpan.FromSeconds(1));
        var waiting = Account("k0").Wait(10);
        _cluster.StopSilo("s0");
        _cluster.Run(() => Task.WhenAll(running, waiting));
        Assert.Equal((0, 0, 1L), (At("s0").Activations, At("s0").Queued, At("s0").Methods.Sum(method => method.Calls)));
        Assert.Equal((1, 0, 1L), (At("s1").Activations, At("s1").Queued, At("s1").Methods.Sum(method => method.Calls)));
    }

    [Fact]
    public void A_world_that_starts_anew_counts_anew()
    {
        _cluster.Run(() => Account("k0").Deposit(5));
        _cluster.Reset();
        Assert.Empty(_cluster.World.Tallies);
        _cluster.Run(() => Account("k0").Deposit(5));
        Assert.Equal(1, At("s0").Methods.Single().Calls);
    }

    [Fact]
    public void Nothing_is_counted_unless_asked_for()
    {
        var quiet = Clusters.Builder().ConfigureServices(services => services.AddSingleton(new Diary())).Build();
        quiet.Run(() => quiet.GrainFactory.GetGrain<IAccount>("k0").Deposit(1));
        Assert.Empty(quiet.World.Tallies);
    }
}
