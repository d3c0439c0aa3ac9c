using Orleans.Runtime;

namespace Orleans;

/// <summary>Names the grain type of a class.</summary>
/// <param name="grainType">The name.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class GrainTypeAttribute(string grainType) : Attribute
{
    private readonly string _grainType = grainType;

    /// <summary>The grain type.</summary>
    /// <param name="services">Not used.</param>
    /// <param name="type">Not used.</param>
    /// <returns>The type.</returns>
    public GrainType GetGrainType(IServiceProvider services, Type type) => GrainType.Create(_grainType);
}
