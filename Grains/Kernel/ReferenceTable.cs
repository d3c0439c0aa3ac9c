using System.Diagnostics.CodeAnalysis;

namespace SvaOrleans.Grains.Kernel;

/// <summary>References for users on one thread: one grain, or all grains of a simulated world.</summary>
public sealed class ReferenceTable : IReferenceTable
{
    private readonly Dictionary<ObjectName, object> _known = [];

    /// <inheritdoc/>
    public bool TryGet(ObjectName name, [NotNullWhen(true)] out object? reference) => _known.TryGetValue(name, out reference);

    /// <inheritdoc/>
    public void Keep(ObjectName name, object reference) => _known[name] = reference;
}
