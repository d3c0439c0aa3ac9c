using SvaOrleans.Model.Hashing;
using SvaOrleans.Model.Tables;

namespace SvaOrleans.Model.Domains;

/// <summary>A device as a member of a domain.</summary>
/// <param name="Device">The device.</param>
/// <param name="Function">Its address.</param>
/// <param name="Iommu">The IOMMU in front of it.</param>
/// <param name="IsAtsEnabled">Whether it has a translation cache to be invalidated.</param>
public readonly record struct DomainMember(ObjectName Device, Bdf Function, ObjectName Iommu, bool IsAtsEnabled);

/// <summary>What a domain grain remembers.</summary>
public sealed class DomainState
{
    private readonly List<DomainMember> members = [];
    private readonly SortedDictionary<Pasid, PasidEntry> entries = [];

    /// <summary>Its devices, in the order in which they joined.</summary>
    public IReadOnlyList<DomainMember> Members => members;

    /// <summary>The address spaces installed in its PASID table, by number; the tables of its IOMMUs are copies in their own shape.</summary>
    public IReadOnlyDictionary<Pasid, PasidEntry> Entries => entries;

    /// <summary>The private address space, driven by map and unmap.</summary>
    public IoPageTable IoPageTable { get; private init; } = new();

    /// <summary>A device joins.</summary>
    /// <returns>False when it is here already.</returns>
    public bool Join(DomainMember member)
    {
        if (Find(member.Device) is not null)
        {
            return false;
        }

        members.Add(member);
        return true;
    }

    /// <summary>A device leaves.</summary>
    /// <returns>False when it was not here.</returns>
    public bool Leave(ObjectName device)
    {
        if (Find(device) is not { } member)
        {
            return false;
        }

        members.Remove(member);
        return true;
    }

    /// <summary>The member of a device, or none.</summary>
    public DomainMember? Find(ObjectName device)
    {
        foreach (var member in members)
        {
            if (member.Device == device)
            {
                return member;
            }
        }

        return null;
    }

    /// <summary>The IOMMUs in front of the devices, each once, in the order in which they came.</summary>
    public IReadOnlyList<ObjectName> Iommus()
    {
        var iommus = new List<ObjectName>();
        foreach (var member in members)
        {
            if (!iommus.Contains(member.Iommu))
            {
                iommus.Add(member.Iommu);
            }
        }

        return iommus;
    }

    /// <summary>An address space is installed.</summary>
    public void Install(Pasid pasid, PasidEntry entry) => entries[pasid] = entry;

    /// <summary>An address space is taken out.</summary>
    /// <returns>False when there was none.</returns>
    public bool Remove(Pasid pasid) => entries.Remove(pasid);

    /// <summary>Checks what must hold at every step.</summary>
    /// <exception cref="ModelInvariantException">Something does not.</exception>
    public void Check()
    {
        ModelInvariantException.Require(!entries.ContainsKey(Pasid.None), 17, "entry 0 is the private address space's");
        IoPageTable.Check();
    }

    /// <summary>A state equal to this one that shares nothing with it.</summary>
    public DomainState Copy()
    {
        var copy = new DomainState { IoPageTable = IoPageTable.Copy() };
        copy.members.AddRange(members);
        foreach (var (pasid, entry) in entries)
        {
            copy.entries.Add(pasid, entry);
        }

        return copy;
    }

    /// <summary>A hash that is the same for equal states in every process.</summary>
    public ulong Hash()
    {
        var hash = new StateHash();
        foreach (var member in members)
        {
            hash.Add(member.Device);
        }

        foreach (var (pasid, entry) in entries)
        {
            hash.Add(pasid.Value);
            hash.Add(entry.IoMm);
            hash.Add(entry.Generation.Value);
        }

        hash.Add(IoPageTable.Hash());
        return hash.Value;
    }
}
