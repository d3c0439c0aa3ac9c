using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using SvaOrleans.Grains.Kernel;
using SvaOrleans.Model;

namespace SvaOrleans.Silo.Orleans;

/// <summary>References that the objects of a host share, which run on many threads here.</summary>
internal sealed class SharedReferences : IReferenceTable
{
    private readonly ConcurrentDictionary<ObjectName, object> _known = new();

    /// <inheritdoc/>
    public bool TryGet(ObjectName name, [NotNullWhen(true)] out object? reference) => _known.TryGetValue(name, out reference);

    /// <inheritdoc/>
    public void Keep(ObjectName name, object reference) => _known[name] = reference;
}
