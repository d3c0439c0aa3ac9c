using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Hosting;

namespace SvaOrleans.Conformance.Tests.Clusters;

internal sealed class SimulatedStage(SimulatedCluster cluster) : Stage
{
    private const int MaxPauses = 100_000;

    public override TimeProvider Clock => cluster.TimeProvider;

    public override IGrainFactory Factory => cluster.GrainFactory;

    public override int Run => 1;

    public override T Grain<T>(string grainType, string key) => cluster.GrainFactory.GetGrain<T>(GrainId.Create(grainType, key));

    public override int WaitingAt(IAddressable grain) => Find(grain)?.WaitingCount ?? 0;

    public override bool IsActive(IAddressable grain) => Find(grain) is not null;

    public override string SiloOf(IAddressable grain) => Find(grain)!.Silo!.Name;

    public override Task Kill(string silo)
    {
        cluster.KillSilo(silo);
        return Task.CompletedTask;
    }

    public override Task Stop(string silo)
    {
        cluster.StopSilo(silo);
        return Task.CompletedTask;
    }

    public override Task CollectIdle() => Task.Delay(TimeSpan.FromHours(1), Clock);

    // Virtual time advances only when nothing is ready: after each pause everything that could happen has happened.
    protected override IEnumerable<Task> Pauses()
    {
        for (var i = 0; i < MaxPauses; i++)
        {
            yield return Task.Delay(TimeSpan.FromMilliseconds(1), Clock);
        }
    }

    private Activation? Find(IAddressable grain)
    {
        var id = grain.GetGrainId();
        foreach ((var other, _, var activation) in cluster.Grains())
        {
            if (other == id)
            {
                return activation;
            }
        }

        return null;
    }
}
