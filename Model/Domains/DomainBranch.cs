using System.Collections.Immutable;
using SvaOrleans.Model.Lists;

namespace SvaOrleans.Model.Domains;

/// <summary>The devices of a domain behind one IOMMU, which one batch of commands invalidates.</summary>
public sealed class DomainBranch
{
    private KeyedList<ObjectName, ObjectName> _caching = new();
    private ImmutableArray<ObjectName> _cachingDevices = [];

    /// <summary>The branch of an IOMMU, without devices yet.</summary>
    public DomainBranch(ObjectName iommu) => Iommu = iommu;

    /// <summary>The IOMMU.</summary>
    public ObjectName Iommu { get; }

    /// <summary>How many devices there are.</summary>
    public int Members { get; private set; }

    /// <summary>The devices that have a translation cache, in the order in which they joined.</summary>
    public ImmutableArray<ObjectName> CachingDevices
    {
        get
        {
            // An invalidation names them all; made once for all invalidations between two changes.
            if (_cachingDevices.IsDefault)
            {
                _cachingDevices = [.. _caching.OldestFirst];
            }

            return _cachingDevices;
        }
    }

    /// <summary>Adds a device.</summary>
    public void Join(DomainMember member)
    {
        Members++;
        if (member.IsAtsEnabled)
        {
            _caching.TryAdd(member.Device, member.Device);
            _cachingDevices = default;
        }
    }

    /// <summary>Removes a device.</summary>
    public void Leave(DomainMember member)
    {
        Members--;
        if (member.IsAtsEnabled)
        {
            _caching.Remove(member.Device);
            _cachingDevices = default;
        }
    }

    /// <summary>Checks the invariants.</summary>
    /// <exception cref="ModelInvariantException">Something does not.</exception>
    public void Check()
    {
        _caching.Check();
        ModelInvariantException.Require(Members > 0 && _caching.Count <= Members, 0, "a branch has members");
        ModelInvariantException.Require(
            _cachingDevices.IsDefault || _cachingDevices.SequenceEqual(_caching.OldestFirst),
            0,
            "a branch names devices that it has not"
        );
    }

    /// <summary>A branch equal to this one that shares nothing with it.</summary>
    public DomainBranch Copy() =>
        new(Iommu)
        {
            Members = Members,
            _caching = _caching.Copy(static device => device),
            _cachingDevices = _cachingDevices,
        };
}
