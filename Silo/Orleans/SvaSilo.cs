using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.GrainDirectory;
using Orleans.Serialization;
using Orleans.Storage;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Grains.Kernel.Points;
using SvaOrleans.Model.Events;
using SvaOrleans.Silo.Events;
using SvaOrleans.Silo.Orleans.Placement;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Silo.Orleans;

/// <summary>What makes a silo one that kernels can live on, wherever it runs: in a simulation, in a test cluster, on its own.</summary>
public static class SvaSilo
{
    /// <summary>The largest message between silos, in octets.</summary>
    internal const int MessageMax = 1 << 30;

    /// <summary>Adds the kernel objects, their placement, their storage and their clock.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="events">Where the objects' events go.</param>
    /// <param name="live">Is told of the silo's objects.</param>
    /// <param name="clockScale">How many times faster than modelled time drivers sleep.</param>
    /// <param name="store">Adds where grains store; in memory if absent.</param>
    /// <returns>The same silo.</returns>
    public static ISiloBuilder AddSvaKernels(
        this ISiloBuilder builder,
        EventLog events,
        LiveObjects live,
        long clockScale = ModelClock.ScaleDefault,
        Action<ISiloBuilder>? store = null
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(clockScale, 1);
        if (store is null)
        {
            builder.AddMemoryGrainStorageAsDefault();
        }
        else
        {
            store(builder);
        }

        // The default directory forgets what a dead silo knew, and ends the activations that it knew of wherever they live: hosts elsewhere
        // would notice. This one asks the living for what they have.
#pragma warning disable ORLEANSEXP003
        builder.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        builder.AddPlacementDirector<HostPlacementStrategy, HostPlacementDirector>();
        builder
            .Services.Replace(ServiceDescriptor.Singleton<PlacementStrategy, HostPlacementStrategy>())
            .AddSingleton<IEventSink>(events)
            .AddSingleton(new ModelClock(clockScale))
            .AddSingleton(live)
            .AddSingleton<IHostObjects>(live)
            .AddSingleton(PointSet.All)
            // What is stored is written as what travels is: the default, JSON by reflection, follows properties that answer their own type.
            .AddSingleton<IGrainStorageSerializer, OrleansGrainStorageSerializer>()
            .AddSingleton<IConfigureGrainContextProvider>(live)
            .AddSingleton<HostObjectDirectory>()
            .AddSingleton<IGrainDirectoryResolver, HostObjectDirectoryResolver>()
            .TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton(KnownSilos.Everyone);
        builder.Services.AddSerializer(static serializer => serializer.AddAssembly(typeof(KernelObject).Assembly));
        builder
            .Services.AddOptions<ClusterMembershipOptions>()
            .Configure<IOptions<SvaSiloOptions>>(
                static (membership, settings) =>
                {
                    membership.ProbeTimeout = settings.Value.ProbeTimeout;
                    membership.NumMissedProbesLimit = settings.Value.ProbesMissed;
                }
            );

        // A request waits for a driver as long as the driver takes, and two hours are no reason to start a second object beside the one
        // that waits, which is what Orleans does by default, without a word to anybody. ProgressWatch tells what hangs.
        builder.Configure<SiloMessagingOptions>(static messaging =>
        {
            messaging.MaxRequestProcessingTime = TimeSpan.MaxValue;

            // A message beyond this is not refused cleanly and harms others on its way: nothing may come near it. What clients send is
            // bounded by RequestMax, what they take by EventLog.WaitingSizeMax.
            messaging.MaxMessageBodySize = MessageMax;
        });

        // Nobody takes a dead silo's hosts over before it must have learnt of its death itself, should it only have hung: as long as it took the
        // others to notice, and once more.
        builder
            .Services.AddOptions<GrainDirectoryOptions>()
            .Configure<IOptions<SvaSiloOptions>>(
                static (directory, settings) => directory.RangeLeaseDuration = 2 * settings.Value.ProbesMissed * settings.Value.ProbeTimeout
            );
        builder.Configure<GrainCollectionOptions>(static options => options.EnableActivationSheddingOnMemoryPressure = false);
        return builder;
    }
}
