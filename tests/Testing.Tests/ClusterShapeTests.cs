using Microsoft.Extensions.DependencyInjection;
using SvaOrleans.Simulation.Hosting;
using SvaOrleans.Testing.Tests.Grains;

namespace SvaOrleans.Testing.Tests;

// Code in the shape of InProcessTestClusterBuilder.
public sealed class ClusterShapeTests
{
    private static SimulatedClusterBuilder Builder(int silos = 2) =>
        new SimulatedClusterBuilder(silos).AddGrains(typeof(CounterGrain).Assembly);

    [Fact]
    public async Task Silos_are_deployed_killed_stopped_added_and_restarted()
    {
        await using var cluster = Builder().UseSeed(7).Build();
        await cluster.DeployAsync();
        Assert.Equal(["silo-0", "silo-1"], cluster.Silos.Select(static silo => silo.Name));
        cluster.Run(async () =>
        {
            ICounter[] counters = [.. Enumerable.Range(0, 20).Select(index => cluster.Client.GetGrain<ICounter>($"{index}"))];
            await Task.WhenAll(counters.Select(static counter => counter.AddSlowly(1)));
            var first = cluster.Silos[0];
            await cluster.KillSiloAsync(first);
            Assert.Equal(["silo-1"], cluster.Silos.Select(static silo => silo.Name));
            Assert.All(cluster.World.Activations, static activation => Assert.Equal("silo-1", activation.Silo!.Name));
            var added = await cluster.StartAdditionalSiloAsync();
            Assert.Equal("silo-2", added.Name);
            await cluster.StopSiloAsync(cluster.Silos[0]);
            Assert.Empty(cluster.World.Activations);
            var again = await cluster.RestartSiloAsync(added);
            Assert.Equal(["silo-2"], cluster.Silos.Select(static silo => silo.Name));
            Assert.NotSame(added, again);
            Assert.Equal(0, await counters[0].Value());
        });
    }

    [Fact]
    public async Task Silos_are_stopped_and_restarted_outside_of_Run_too()
    {
        await using var cluster = Builder().Build();
        await cluster.DeployAsync();
        cluster.Run(() =>
            Task.WhenAll(Enumerable.Range(0, 20).Select(index => cluster.Client.GetGrain<ICounter>($"{index}").AddSlowly(1)))
        );
        var first = cluster.Silos[0];
        await cluster.RestartSiloAsync(first);
        Assert.Equal(["silo-1", "silo-0"], cluster.Silos.Select(static silo => silo.Name));
        await cluster.StopSiloAsync(cluster.Silos[0]);
        Assert.Empty(cluster.World.Activations);
        Assert.Equal(["silo-0"], cluster.Silos.Select(static silo => silo.Name));
    }

    [Fact]
    public async Task A_silo_that_is_dead_or_of_another_cluster_is_not_taken_for_the_living_one_of_its_name()
    {
        await using var cluster = Builder().Build();
        await using var other = Builder().Build();
        var first = cluster.Silos[0];
        await cluster.RestartSiloAsync(first);
        foreach (var silo in new[] { first, other.Silos[0] })
        {
            Assert.Contains(
                "cluster.Silos",
                (await Assert.ThrowsAsync<ArgumentException>(() => cluster.KillSiloAsync(silo))).Message,
                StringComparison.Ordinal
            );
            await Assert.ThrowsAsync<ArgumentException>(() => cluster.StopSiloAsync(silo));
        }

        await Assert.ThrowsAsync<ArgumentNullException>(() => cluster.KillSiloAsync(null!));
        Assert.Equal(2, cluster.Silos.Count);
    }

    [Fact]
    public void Names_of_silos_that_cannot_be_told_apart_and_a_second_Build_are_refused()
    {
        var builder = Builder();
        Assert.Contains("'a'", Assert.Throws<ArgumentException>(() => builder.UseSilos("a", "b", "a")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => builder.UseSilos());
        Assert.Throws<ArgumentNullException>(() => builder.UseSilos("a", null!));
        using var cluster = builder.Build();
        Assert.Contains(
            "another SimulatedClusterBuilder",
            Assert.Throws<InvalidOperationException>(builder.Build).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_call_that_nothing_drives_is_refused_once_the_cluster_is_deployed()
    {
        await using var cluster = Builder().Build();
        var counter = cluster.Client.GetGrain<ICounter>("a");
        await cluster.DeployAsync();
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(counter.Value);
        Assert.Contains("cluster.Run(async () => ...)", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, cluster.Run(counter.Value));
    }

    [Fact]
    public void Filters_and_services_of_the_client_are_the_client_s()
    {
        List<string> seen = [];
        var cluster = Builder()
            .ConfigureSilo((options, silo) => silo.AddOutgoingGrainCallFilter(context => Note("silo", context)))
            .ConfigureClient(client =>
            {
                client.AddOutgoingGrainCallFilter(context => Note("client", context));
                client.Services.AddSingleton("of the client");
            })
            .Build();
        cluster.Run(() => cluster.Client.GetGrain<ICounter>("a").AddSlowly(1));
        Assert.Equal(["client AddSlowly", "silo Approve"], seen);
        Assert.Equal("of the client", cluster.Client.ServiceProvider.GetRequiredService<string>());
        Assert.Null(cluster.GetSiloServiceProvider().GetService<string>());

        Task Note(string where, IOutgoingGrainCallContext context)
        {
            seen.Add($"{where} {context.MethodName}");
            return context.Invoke();
        }
    }

    [Fact]
    public void Without_named_assemblies_the_grains_of_the_program_are_there()
    {
        var cluster = new SimulatedClusterBuilder().Build();
        Assert.Equal(
            1,
            cluster.Run(async () =>
            {
                var counter = cluster.Client.GetGrain<ICounter>("a");
                await counter.AddSlowly(1);
                return await counter.Value();
            })
        );
    }

    [Fact]
    public void Equal_seeds_are_equal_runs()
    {
        ulong[] runs =
        [
            .. new ulong[] { 3, 3, 4 }.Select(static seed =>
            {
                var cluster = Builder().UseSeed(seed).Build();
                cluster.Run(() =>
                    Task.WhenAll(Enumerable.Range(0, 5).Select(index => cluster.Client.GetGrain<ICounter>($"{index}").AddSlowly(1)))
                );
                return cluster.World.Hash;
            }),
        ];
        Assert.Equal(runs[0], runs[1]);
        Assert.NotEqual(runs[0], runs[2]);
    }
}
