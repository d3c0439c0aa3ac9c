using SvaOrleans.Simulation.Hosting.Management;

namespace SvaOrleans.Simulation.Hosting.References;

/// <summary>The grain classes of Orleans itself: they need a silo that runs.</summary>
internal static class OwnClasses
{
    /// <summary>The class whose instances serve a grain type.</summary>
    /// <param name="type">The class that has the type on Orleans.</param>
    /// <exception cref="SimulationException">It is Orleans' own and has no simulated replacement.</exception>
    internal static Type InPlaceOf(Type type) =>
        type.FullName switch
        {
            "Orleans.Runtime.Management.ManagementGrain" => typeof(SimulatedManagementGrain),
            { } name when PlatformAssemblies.IsOrleans(type.Assembly) => throw new SimulationException(
                $"{name} is a grain of Orleans itself, which is not simulated. Put a fake of the code that calls it in place."
            ),
            _ => type,
        };
}
