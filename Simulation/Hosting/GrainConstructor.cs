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
            return (_factory ??= ActivatorUtilities.CreateFactory(grainClass, _arguments.ArgumentTypes))(context.ActivationServices, _arguments.CreateArguments(context));
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException($"Failed to create an instance of grain type '{grainClass}'. See InnerException for details.", fault);
        }
    }
}
