using System.Diagnostics.CodeAnalysis;

namespace SvaOrleans.Grains.Kernel;

/// <summary>A cache of grain references, by name. The objects of a host share one: making a reference hashes and allocates, and most
/// objects refer to most others.</summary>
public interface IReferenceTable
{
    /// <summary>Finds a reference.</summary>
    bool TryGet(ObjectName name, [NotNullWhen(true)] out object? reference);

    /// <summary>Stores a reference; several references to one object are equivalent.</summary>
    void Keep(ObjectName name, object reference);
}
