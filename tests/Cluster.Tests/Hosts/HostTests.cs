using SvaOrleans.Grains.Tests.Machines;
using SvaOrleans.Scenarios.Running;
using SvaOrleans.Silo;

namespace SvaOrleans.Cluster.Tests.Hosts;

/// <summary>Hosts as failure units of a cluster: silos die and come while clients work.</summary>
public sealed class HostTests
{
    private const int Rounds = 30;

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Hosts_on_several_silos_work_at_once_and_each_keeps_its_objects_together(short silos)
    {
        await using var cluster = await TestSilos.Start(silos, hasControl: true);
        var clients = await Boot(cluster, 8);
        await Task.WhenAll(clients.Select(client => client.Work(4)));
        Assert.All(clients, client => Assert.Equal(Expected(client, 4), client.Account));
        foreach (var client in clients)
        {
            AssertTogether(cluster, client.Host, HomeOf(client.Host, cluster.Names));
        }

        Assert.Empty(cluster.StatesOf(HostPlacement.ControlSilo));
        Assert.True(clients.Select(client => HomeOf(client.Host, cluster.Names)).Distinct().Count() > 1);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(2, true)]
    [InlineData(4, false)]
    [InlineData(4, true)]
    public async Task A_silo_dies_under_load_and_nobody_else_notices(short silos, bool comesBackRestored)
    {
        await using var cluster = await TestSilos.Start(silos, hasControl: true);
        var clients = await Boot(cluster, 8);
        var kept = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var client in clients)
        {
            await client.Run(client.Bound());
            kept[client.Host] = await client.View();
            Assert.Equal(Errno.None, (await client.Checkpoint(comesBackRestored)).Error);
            await client.Run(client.GoOn());
        }

        var before = clients.ToDictionary(client => client.Host, client => client.Stamp);
        var working = clients.Select(client => client.Work(Rounds)).ToArray();
        await Task.WhenAll(clients.Select(client => client.Busy));
        var dead = HomeOf(clients[0].Host, cluster.Names);
        var homes = clients.ToDictionary(client => client.Host, client => HomeOf(client.Host, cluster.Names));
        await cluster.Kill(dead);
        await Task.WhenAll(working);
        var sum = clients.Aggregate(OperationAccount.Empty, (all, client) => all + client.Account);
        Assert.Equal(clients.Length * Rounds * 15, sum.Sum);
        foreach (var client in clients)
        {
            var isDead = homes[client.Host] == dead;
            var status = await client.Renew();
            Assert.Equal((Errno.None, new BootEpoch(isDead ? 2ul : 1ul)), (status.Error, status.Epoch));
            AssertTogether(cluster, client.Host, isDead ? HomeOf(client.Host, cluster.Names) : homes[client.Host]);
            if (!isDead)
            {
                Assert.Equal(Expected(client, Rounds), client.Account);
                continue;
            }

            Assert.Equal(comesBackRestored ? kept[client.Host] : client.Empty, await client.View());
            await AssertRefused(client, before[client.Host]);
            var ran = await client.Run(comesBackRestored ? client.GoOn() : client.Life(0));
            Assert.Equal(comesBackRestored ? 0 : 1, ran.Results.Count(step => !step.Error.IsSuccess));
        }

        Assert.Contains(clients, client => homes[client.Host] != dead);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task A_silo_joins_under_load_and_takes_new_hosts_only(short silos)
    {
        await using var cluster = await TestSilos.Start(silos, hasControl: true);
        var clients = await Boot(cluster, 6);
        var homes = clients.ToDictionary(client => client.Host, client => HomeOf(client.Host, cluster.Names));
        var working = clients.Select(client => client.Work(Rounds)).ToArray();
        await Task.WhenAll(clients.Select(client => client.Busy));
        var added = await cluster.Add();
        await Task.WhenAll(working);
        foreach (var client in clients)
        {
            Assert.Equal(Expected(client, Rounds), client.Account);
            Assert.Equal(new BootEpoch(1), (await client.Renew()).Epoch);
            AssertTogether(cluster, client.Host, homes[client.Host]);
        }

        var newcomer = Enumerable.Range(0, 1_000).Select(number => "new" + number).First(host => HomeOf(host, cluster.Names) == added);
        var late = new HostClient(cluster.Simulate(), newcomer);
        await late.Boot();
        await late.Work(2);
        Assert.Equal(Expected(late, 2), late.Account);
        AssertTogether(cluster, newcomer, added);
    }

    [Fact]
    public async Task A_host_that_hangs_is_noticed_while_another_one_works()
    {
        await using var cluster = await TestSilos.Start(1);
        var simulation = cluster.Simulate(hangLimit: TimeSpan.FromSeconds(3));
        HostClient stuck = new(simulation, "h0"),
            busy = new(simulation, "h1");
        await stuck.Boot();
        await busy.Boot();
        var hung = stuck.Run(stuck.Hang());
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!hung.IsCompleted)
        {
            limit.Token.ThrowIfCancellationRequested();
            await busy.Work(1);
        }

        await Assert.ThrowsAsync<SimulationHungException>(() => hung);

        // A silo that stops in order would wait for what hangs on it.
        await cluster.Cluster.KillSiloAsync(cluster.Cluster.Silos[0]);
    }

    [Fact]
    public async Task A_checkpoint_is_gone_back_to_on_a_cluster_as_in_one_process()
    {
        await using var cluster = await TestSilos.Start(2, hasControl: true);
        var client = new HostClient(cluster.Simulate(), "h0");
        await client.Boot();
        Assert.Equal(Errno.ENOENT, (await client.Reboot(fromCheckpoint: true)).Error);
        await client.Run(client.Bound());
        var view = await client.View();
        Assert.Equal(Errno.None, (await client.Checkpoint(comesBackRestored: false)).Error);

        // Two at once: each is written.
        Assert.All(
            await Task.WhenAll(client.Checkpoint(false), client.Checkpoint(false), client.Checkpoint(false)),
            taken => Assert.Equal(Errno.None, taken.Error)
        );
        await client.Run(client.GoOn());
        for (ulong boot = 2; boot < 5; boot++)
        {
            var old = client.Stamp;
            Assert.Equal(new BootEpoch(boot), (await client.Reboot(fromCheckpoint: true)).Epoch);
            Assert.Equal(view, await client.View());
            Assert.All((await client.Run(client.GoOn())).Results, step => Assert.Equal(Errno.None, step.Error));
            await AssertRefused(client, old);
        }

        Assert.Equal(new BootEpoch(5), (await client.Reboot(fromCheckpoint: false)).Epoch);
        Assert.Equal(client.Empty, await client.View());
        AssertTogether(cluster, "h0", HomeOf("h0", cluster.Names));
    }

    [Fact]
    public async Task Pictures_are_taken_while_programs_run()
    {
        await using var cluster = await TestSilos.Start(2, hasControl: true);
        var clients = await Boot(cluster, 2);
        var working = Task.WhenAll(clients.Select(client => client.Work(Rounds)));
        var views = 0;
        while (!working.IsCompleted)
        {
            foreach (var view in await Task.WhenAll(clients[0].View(), clients[0].View(), clients[1].View()))
            {
                Assert.Contains("\"Iommus\"", view, StringComparison.Ordinal);
                views++;
            }
        }

        await working;
        Assert.True(views > 0);
        Assert.All(clients, client => Assert.Equal(Expected(client, Rounds), client.Account));
    }

    private static async Task<HostClient[]> Boot(TestSilos cluster, int hosts)
    {
        var simulation = cluster.Simulate();
        var clients = Enumerable.Range(0, hosts).Select(number => new HostClient(simulation, "h" + number)).ToArray();
        await Task.WhenAll(clients.Select(client => client.Boot()));
        return clients;
    }

    // Of each round's 15 operations only the second bind of one device to one process is refused; whether the unbind found a bond is a
    // race.
    private static OperationAccount Expected(HostClient client, int rounds)
    {
        Assert.Equal(rounds * OperationAccount.Count(client.Life(0)), client.Account.Sum);
        return new(rounds * 14, rounds, 0, 0);
    }

    private static string HomeOf(string host, IReadOnlyList<string> silos) => silos[HostPlacement.IndexOf(host, silos)];

    private static void AssertTogether(TestSilos cluster, string host, string home)
    {
        Assert.All(cluster.Names, silo => Assert.Equal(silo == home, cluster.StatesOf(silo).Any(entry => entry.Name.Host == host)));
        Assert.DoesNotContain(cluster.StatesOf(HostPlacement.ControlSilo), entry => entry.Name.Host == host);
    }

    private static async Task AssertRefused(HostClient client, Stamp old)
    {
        var refused = new HostClient(client.Simulation, client.Host) { Stamp = old };
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => refused.Run(refused.Life(99)));
    }
}
