using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Orleans.GrainDirectory;
using Orleans.Metadata;
using Orleans.Runtime.GrainDirectory;
using SvaOrleans.Grains.Kernel;

namespace SvaOrleans.Silo.Orleans.Placement;

/// <summary>The grain directory of the objects of one silo's hosts; they all live on that silo. Only a host and its objects look them up,
/// so each silo keeps the entries of its own hosts, and the death of another silo removes none of them.</summary>
internal sealed class HostObjectDirectory : IGrainDirectory
{
    private readonly ConcurrentDictionary<GrainId, GrainAddress> _entries = new();

    public Task<GrainAddress?> Register(GrainAddress address) =>
        Task.FromResult<GrainAddress?>(_entries.GetOrAdd(address.GrainId, address));

    public Task<GrainAddress?> Register(GrainAddress address, GrainAddress? previousAddress) =>
        previousAddress is not null
        && _entries.TryGetValue(address.GrainId, out var known)
        && known.ActivationId == previousAddress.ActivationId
        && _entries.TryUpdate(address.GrainId, address, known)
            ? Task.FromResult<GrainAddress?>(address)
            : Register(address);

    public Task Unregister(GrainAddress address)
    {
        if (_entries.TryGetValue(address.GrainId, out var known) && known.ActivationId == address.ActivationId)
        {
            _entries.TryRemove(new(address.GrainId, known));
        }

        return Task.CompletedTask;
    }

    public Task<GrainAddress?> Lookup(GrainId grainId) => Task.FromResult(_entries.GetValueOrDefault(grainId));

    // An entry of another silo exists only if this silo called an object of a host that lives there. Only foreign code does so.
    public Task UnregisterSilos(List<SiloAddress> siloAddresses)
    {
        foreach (var (id, address) in _entries)
        {
            if (siloAddresses.Contains(address.SiloAddress!))
            {
                _entries.TryRemove(new(id, address));
            }
        }

        return Task.CompletedTask;
    }
}

/// <summary>Resolves every kernel object except the host to its silo's own directory. Hosts, which any client may ask, are in the cluster's
/// directory.</summary>
/// <param name="objects">The silo's own directory.</param>
internal sealed class HostObjectDirectoryResolver(HostObjectDirectory objects) : IGrainDirectoryResolver
{
    private static readonly string Hosts = GrainNames.TypeOf(ObjectKind.Host);

    public bool TryResolveGrainDirectory(
        GrainType grainType,
        GrainProperties? properties,
        [NotNullWhen(true)] out IGrainDirectory? grainDirectory
    )
    {
        grainDirectory = objects;
        return properties is not null
            && properties.Properties.TryGetValue(WellKnownGrainTypeProperties.FullTypeName, out var className)
            && className.StartsWith(LiveObjects.GrainClasses, StringComparison.Ordinal)
            && grainType.ToString() != Hosts;
    }
}
