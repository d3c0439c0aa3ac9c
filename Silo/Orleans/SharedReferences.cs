using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using SvaOrleans.Grains.Kernel;

namespace SvaOrleans.Silo.Orleans;

/// <summary>The references that the objects of a host share. On Orleans the objects run on many threads.</summary>
internal sealed class SharedReferences : IReferenceTable
{
    private readonly ConcurrentDictionary<ObjectName, object> _known = new();

    /// <inheritdoc/>
    public bool TryGet(ObjectName name, [NotNullWhen(true)] out object? reference) => _known.TryGetValue(name, out reference);

    /// <inheritdoc/>
    public void Keep(ObjectName name, object reference) => _known[name] = reference;
}
