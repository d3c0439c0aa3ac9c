using Orleans.Storage;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Engine.Tests.Hosting;

/// <summary>What the engine uses of Orleans without its being public is there, and does what the engine takes it for.</summary>
public class OrleansInternalsTests
{
    private sealed class BareGrain : Grain { }

    [Fact]
    public void The_context_that_is_set_is_the_one_that_a_grain_is_made_with()
    {
        var cluster = Clusters.Fifo();
        cluster.Run(async () => await cluster.GrainFactory.GetGrain<Calls.IPingGrain>("a").Echo("here"));
        var context = (IGrainContext)cluster.World.Activations[0].HostContext!;
        OrleansInternals.EnterTurn(context);
        try
        {
            Assert.Same(context, new BareGrain().GrainContext);
        }
        finally
        {
            OrleansInternals.EnterTurn(null);
        }

        Assert.Null(new BareGrain().GrainContext);
    }

    [Fact]
    public void A_manifest_names_the_classes() =>
        Assert.Contains(GrainType.Create("ping"), Clusters.Fifo().Assemblies.Manifest.LocalGrainManifest.Grains.Keys);

    [Fact]
    public void A_call_that_no_silo_carries_out_fails_as_on_Orleans() =>
        Assert.Equal("no silo", Assert.IsType<OrleansMessageRejectionException>(OrleansInternals.Rejection("no silo")).Message);

    [Fact]
    public void Only_the_activation_whose_write_failed_is_spoiled()
    {
        InconsistentStateException fault = new("stale", "2", "1");
        Assert.True(OrleansInternals.TakeIsSource(fault));
        Assert.False(OrleansInternals.TakeIsSource(fault));
    }
}
