using System.Diagnostics.CodeAnalysis;
using SvaOrleans.Model;

namespace SvaOrleans.Grains.Kernel;

/// <summary>A cache of grain references, by name. The objects of a host share one: making a reference hashes and allocates, and most
/// objects refer to most others.</summary>
public interface IReferenceTable
{
    /// <summary>Finds a reference.</summary>
    /// <param name="name">To whom.</param>
    /// <param name="reference">The reference.</param>
    bool TryGet(ObjectName name, [NotNullWhen(true)] out object? reference);

    /// <summary>Keeps a reference; of several to the same object it does not matter which.</summary>
    /// <param name="name">To whom.</param>
    /// <param name="reference">The reference.</param>
    void Keep(ObjectName name, object reference);
}
