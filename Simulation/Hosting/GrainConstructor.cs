using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace SvaOrleans.Simulation.Hosting;

/// <summary>Makes instances of one grain class, as Orleans' own activator does.</summary>
internal sealed class GrainConstructor(IServiceProvider orleans, Type grainClass)
{
    private readonly GrainConstructorArgumentFactory _arguments = new(orleans, grainClass);
    private ObjectFactory? _factory;

    /// <summary>Makes an instance.</summary>
    /// <param name="context">Its activation.</param>
    /// <exception cref="InvalidOperationException">A service is missing; the inner exception names it.</exception>
    internal object Create(IGrainContext context)
    {
        try
        {
            return (_factory ??= ActivatorUtilities.CreateFactory(grainClass, _arguments.ArgumentTypes))(
                context.ActivationServices,
                _arguments.CreateArguments(context)
            );
        }
        catch (Exception fault)
        {
            var message = $"The constructor of grain class {grainClass} failed; the inner exception says why.";
            throw Missing(context.ActivationServices) is { } missing
                ? new SimulationException($"{message} {missing}", fault)
                : new InvalidOperationException(message, fault);
        }
    }

    // What no constructor can do without, as one sentence; null when all have what they need.
    private string? Missing(IServiceProvider services)
    {
        if (services is not IServiceProviderIsKeyedService known)
        {
            return null;
        }

        string? missing = null;
        foreach (var constructor in grainClass.GetConstructors())
        {
            var needed = Array.Find(constructor.GetParameters(), parameter => !parameter.HasDefaultValue && !IsServed(parameter, known));
            if (needed is null)
            {
                return null;
            }

            missing ??=
                $"Its constructor parameter '{needed.Name}' asks for {needed.ParameterType}, which is not registered: "
                + $"add it, or a fake of it, by {nameof(SimulatedClusterBuilder.ConfigureServices)}.";
        }

        return missing;
    }

    private static bool IsServed(ParameterInfo parameter, IServiceProviderIsKeyedService known)
    {
        if (parameter.GetCustomAttributes().Any(static attribute => attribute is IFacetMetadata))
        {
            return true;
        }

        return parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed
            ? known.IsKeyedService(parameter.ParameterType, keyed.Key)
            : known.IsService(parameter.ParameterType);
    }
}
