using Microsoft.Extensions.DependencyInjection;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Engine.Tests.Hosting;

public interface IHatGrain : IGrainWithStringKey
{
    Task<int> Draw();
}

// State of the program that is in no grain.
public sealed class Hat
{
    private int _drawn;

    public int Draw() => ++_drawn;
}

public sealed class HatGrain(Hat hat) : Grain, IHatGrain
{
    public Task<int> Draw() => Task.FromResult(hat.Draw());
}

public class OwnServicesTests
{
    public static TheoryData<string, Action<IServiceCollection>> Registrations =>
        new()
        {
            { "a class", static services => services.AddSingleton<Hat>() },
            { "code that makes it", static services => services.AddSingleton(static _ => new Hat()) },
            { "an object made with the configuration", static services => services.AddSingleton(new Hat()) },
        };

    [Theory]
    [MemberData(nameof(Registrations))]
    public void A_run_gets_singletons_of_its_own(string what, Action<IServiceCollection> register)
    {
        var cluster = Clusters.Builder().ConfigureServices(register).Build();
        Assert.True(DrawTwice(cluster) == 2, what);
        for (var run = 0; run < 3; run++)
        {
            var hash = cluster.World.Hash;
            cluster.Reset();
            Assert.True(DrawTwice(cluster) == 2, what);
            Assert.Equal(hash, cluster.World.Hash);
        }
    }

    [Fact]
    public void An_object_that_the_test_keeps_is_the_test_s()
    {
        Hat hat = new();
        var cluster = Clusters.Builder().ConfigureServices(services => services.AddSingleton(hat)).Build();
        var services = cluster.Services;
        Assert.Equal(2, DrawTwice(cluster));
        cluster.Reset();
        Assert.Equal(4, DrawTwice(cluster));
        cluster.Reset();
        Assert.Same(services, cluster.Services);
    }

    private static int DrawTwice(SimulatedCluster cluster) =>
        cluster.Run(async () =>
        {
            await cluster.GrainFactory.GetGrain<IHatGrain>("a").Draw();
            return await cluster.GrainFactory.GetGrain<IHatGrain>("b").Draw();
        });
}
