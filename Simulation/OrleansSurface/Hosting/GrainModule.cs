namespace SvaOrleans.Simulation.Hosting;

/// <summary>Lists the grain interfaces and classes of an assembly. Generated, one for each assembly with grain code.</summary>
public interface IGrainModule
{
    /// <summary>Adds the assembly's interfaces and classes.</summary>
    /// <param name="registry">Where to.</param>
    void Register(GrainRegistry registry);
}

/// <summary>Points at an assembly's <see cref="IGrainModule"/>. Generated.</summary>
/// <param name="module">The module's type.</param>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class GrainModuleAttribute(Type module) : Attribute
{
    /// <summary>The module's type.</summary>
    public Type Module { get; } = module;
}
