using System.Diagnostics.CodeAnalysis;
using SvaOrleans.Model;

namespace SvaOrleans.Grains.Kernel;

/// <summary>References for users that come one after the other: one grain, or all of a simulated world.</summary>
public sealed class ReferenceTable : IReferenceTable
{
    private readonly Dictionary<ObjectName, object> _known = [];

    /// <inheritdoc/>
    public bool TryGet(ObjectName name, [NotNullWhen(true)] out object? reference) => _known.TryGetValue(name, out reference);

    /// <inheritdoc/>
    public void Keep(ObjectName name, object reference) => _known[name] = reference;
}
