using Microsoft.Extensions.DependencyInjection;
using SvaOrleans.Simulation.Hosting.Activations;

namespace SvaOrleans.Simulation.Hosting.Services;

/// <summary>What silos do when they start: AddStartupTask, and the test's own participants in a silo's lifecycle. They run at the beginning
/// of each run, once for each silo, one silo after the other.</summary>
internal static class StartupTasks
{
    /// <summary>True for a participant of Orleans' own, which would start what is not simulated.</summary>
    internal static bool IsOther(ServiceDescriptor service) =>
        service.ServiceType == typeof(ILifecycleParticipant<ISiloLifecycle>)
        && service.Implementation() is { } type
        && PlatformAssemblies.IsPlatform(type)
        && type.DeclaringType != typeof(SiloBuilderStartupExtensions);

    /// <summary>What starts a cluster; null for nothing.</summary>
    /// <param name="services">The services of the cluster.</param>
    /// <param name="silos">How many silos there are.</param>
    internal static Func<Task>? Of(IServiceProvider services, int silos) =>
        services.GetServices<ILifecycleParticipant<ISiloLifecycle>>().Any() ? () => Start(services, silos) : null;

    private static async Task Start(IServiceProvider services, int silos)
    {
        for (var silo = 0; silo < silos; silo++)
        {
            SimulatedLifecycle lifecycle = new();
            foreach (var participant in services.GetServices<ILifecycleParticipant<ISiloLifecycle>>())
            {
                participant.Participate(lifecycle);
            }

            await lifecycle.OnStart(CancellationToken.None);
        }
    }
}
