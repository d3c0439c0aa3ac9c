using Microsoft.Extensions.DependencyInjection;
using Orleans.Services;

namespace SvaOrleans.Simulation.Hosting.Refusals;

/// <summary>Finds what a silo is configured with and the engine does not simulate.</summary>
internal static class RefusedServices
{
    /// <summary>What the silo is configured with.</summary>
    /// <param name="services">What ConfigureSilo has added.</param>
    internal static IEnumerable<BuildRefusal> In(IServiceCollection services)
    {
        HashSet<string> said = [];
        foreach (var service in services)
        {
            if (service.ServiceType == typeof(IGrainService))
            {
                // Orleans' own grain services are left out and not refused: the cluster has reminders of its own, and no dashboard.
                var type = ServiceClass(service);
                if (type is null || !PlatformAssemblies.IsPlatform(type))
                {
                    yield return new(
                        $"ConfigureSilo adds the grain service {type?.FullName}, which",
                        "is not simulated",
                        "Put a fake of its client in place."
                    );
                }
            }
            else if (RefusedFeature.Of(service.ServiceType) is { } feature && said.Add(feature))
            {
                yield return new(
                    $"ConfigureSilo adds {feature} (service {service.ServiceType}), which",
                    "are not simulated",
                    "Leave them out of the simulated cluster's ConfigureSilo."
                );
            }
        }
    }

    // The factory is a closure of Orleans over the class.
    private static Type? ServiceClass(ServiceDescriptor service) =>
        service.ImplementationFactory?.Target is { } closure
            ? closure.GetType().GetFields().Select(field => field.GetValue(closure)).OfType<Type>().FirstOrDefault()
            : service.ImplementationType ?? service.ImplementationInstance?.GetType();
}
