using Microsoft.Extensions.DependencyInjection;
using SvaOrleans.Conformance.Tests.Clusters;
using SvaOrleans.Conformance.Tests.Features.Grains;

namespace SvaOrleans.Conformance.Tests.Features;

// Two silos with placement directors and startup tasks of the program's own.
public sealed class SiloServiceCluster() : ClusterFixture(new ClusterShape(Silos: 2, Configure: Configure))
{
    private static void Configure(ISiloBuilder silo)
    {
        silo.AddPlacementDirector<LastSilo, LastSiloDirector>();
        silo.AddPlacementDirector<NoSilo, NoSiloDirector>();
        silo.AddStartupTask<OpeningTask>();
        silo.AddStartupTask(
            static async (services, _) =>
                await services
                    .GetRequiredService<IGrainFactory>()
                    .GetGrain<ITextKeyed>(services.GetRequiredService<ILocalSiloDetails>().Name)
                    .Key()
        );
    }
}
