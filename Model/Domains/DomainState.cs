using SvaOrleans.Model.Hashing;
using SvaOrleans.Model.Lists;
using SvaOrleans.Model.Tables;

namespace SvaOrleans.Model.Domains;

/// <summary>A device as a member of a domain.</summary>
/// <param name="Device">The device.</param>
/// <param name="Function">Its address.</param>
/// <param name="Iommu">The IOMMU in front of it.</param>
/// <param name="IsAtsEnabled">Whether it has a translation cache to be invalidated.</param>
public readonly record struct DomainMember(ObjectName Device, Bdf Function, ObjectName Iommu, bool IsAtsEnabled);

/// <summary>What a domain grain remembers.</summary>
public sealed class DomainState : ICheckedState
{
    private readonly SortedDictionary<Pasid, PasidEntry> _entries = [];
    private KeyedList<ObjectName, DomainMember> _members = new();
    private List<DomainBranch> _branches = [];

    /// <summary>Its devices, in the order in which they joined.</summary>
    public IReadOnlyCollection<DomainMember> Members => _members.OldestFirst;

    /// <summary>The IOMMUs in front of the devices, each once, in the order of their first device.</summary>
    public IReadOnlyList<DomainBranch> Branches => _branches;

    /// <summary>The address spaces installed in its PASID table, by number; the tables of its IOMMUs are copies in their own
    /// shape.</summary>
    public IReadOnlyDictionary<Pasid, PasidEntry> Entries => _entries;

    /// <summary>The private address space, driven by map and unmap.</summary>
    public IoPageTable IoPageTable { get; private init; } = new();

    /// <summary>A device joins.</summary>
    /// <returns>False when it is here already.</returns>
    public bool Join(DomainMember member)
    {
        if (!_members.TryAdd(member.Device, member))
        {
            return false;
        }

        var branch = Find(member.Iommu);
        if (branch is null)
        {
            branch = new(member.Iommu);
            _branches.Add(branch);
        }

        branch.Join(member);
        return true;
    }

    /// <summary>A device leaves.</summary>
    /// <returns>False when it was not here.</returns>
    public bool Leave(ObjectName device)
    {
        if (FindMember(device) is not { } member)
        {
            return false;
        }

        _members.Remove(device);
        var branch = Find(member.Iommu)!;
        branch.Leave(member);
        if (branch.Members == 0)
        {
            _branches.Remove(branch);
        }

        return true;
    }

    /// <summary>The member of a device, or none.</summary>
    public DomainMember? FindMember(ObjectName device) => _members.TryGet(device, out var member) ? member : null;

    /// <summary>The devices behind an IOMMU, or none.</summary>
    public DomainBranch? Find(ObjectName iommu) => _branches.Find(branch => branch.Iommu == iommu);

    /// <summary>An address space is installed.</summary>
    public void Install(Pasid pasid, PasidEntry entry) => _entries[pasid] = entry;

    /// <summary>An address space is taken out.</summary>
    /// <returns>False when there was none.</returns>
    public bool Remove(Pasid pasid) => _entries.Remove(pasid);

    /// <summary>Checks the invariants.</summary>
    /// <exception cref="ModelInvariantException">Something does not.</exception>
    public void Check()
    {
        ModelInvariantException.Require(!_entries.ContainsKey(Pasid.None), 17, "the private address space has no number");
        IoPageTable.Check();
        _members.Check();
        ModelInvariantException.Require(
            _branches.Sum(static branch => branch.Members) == _members.Count,
            0,
            "every member is behind one IOMMU"
        );
        foreach (var branch in _branches)
        {
            branch.Check();
        }
    }

    /// <summary>A state equal to this one that shares nothing with it.</summary>
    public DomainState Copy()
    {
        var copy = new DomainState { IoPageTable = IoPageTable.Copy() };
        copy._members = _members.Copy(static member => member);
        copy._branches = _branches.ConvertAll(static branch => branch.Copy());
        foreach (var (pasid, entry) in _entries)
        {
            copy._entries.Add(pasid, entry);
        }

        return copy;
    }

    /// <summary>A hash that is the same for equal states in every process.</summary>
    public ulong Hash()
    {
        var hash = new StateHash();
        foreach (var member in _members.OldestFirst)
        {
            hash.Add(member.Device);
        }

        foreach (var (pasid, entry) in _entries)
        {
            hash.Add(pasid);
            hash.Add(entry.IoMm);
            hash.Add(entry.Lease.Value);
        }

        hash.Add(IoPageTable.Hash());
        return hash.Value;
    }
}
