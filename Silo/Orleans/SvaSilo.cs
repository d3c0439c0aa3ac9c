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

/// <summary>Configures a silo for kernels: in a simulation, in a test cluster, or in a process of its own.</summary>
public static class SvaSilo
{
    /// <summary>The largest message between silos, in octets.</summary>
    internal const int MessageMax = 1 << 30;

    /// <summary>Adds the kernel objects, their placement, their storage and their clock.</summary>
    /// <param name="builder">The silo.</param>
    /// <param name="events">The log that the objects append events to.</param>
    /// <param name="live">Receives the silo's activations.</param>
    /// <param name="clockScale">How many times faster than modelled time drivers sleep.</param>
    /// <param name="store">Adds the grains' storage; in memory if absent.</param>
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

        // The default directory loses the entries of a dead silo and deactivates those grains wherever they live, so hosts on other silos
        // would notice. This one asks the living silos for their activations.
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
            // State is serialized like messages. The default, JSON by reflection, follows properties that return their own type.
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

        // A request waits for a driver as long as the driver takes. By default Orleans silently starts a second activation beside one that
        // has waited for two hours, which must not happen here. ProgressWatch reports hangs.
        builder.Configure<SiloMessagingOptions>(static messaging =>
        {
            messaging.MaxRequestProcessingTime = TimeSpan.MaxValue;

            // A larger message is not refused cleanly and harms others on its way, so no message may come near the limit. RequestMax bounds
            // what clients send, EventLog.WaitingSizeMax what they receive.
            messaging.MaxMessageBodySize = MessageMax;
        });

        // A dead silo's hosts must not move before that silo has learnt of its death, in case it only hung. The delay is the time that the
        // others took to notice, twice.
        builder
            .Services.AddOptions<GrainDirectoryOptions>()
            .Configure<IOptions<SvaSiloOptions>>(
                static (directory, settings) => directory.RangeLeaseDuration = 2 * settings.Value.ProbesMissed * settings.Value.ProbeTimeout
            );
        builder.Configure<GrainCollectionOptions>(static options => options.EnableActivationSheddingOnMemoryPressure = false);
        return builder;
    }
}
