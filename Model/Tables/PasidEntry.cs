using SvaOrleans.Model.Hashing;

namespace SvaOrleans.Model.Tables;

/// <summary>What a PASID table entry points at (Arm context descriptor, AMD GCR3 root, Intel PASID entry).</summary>
/// <param name="Mm">The process whose page tables it names; nothing for a domain's private page table.</param>
/// <param name="IoMm">The io_mm, or the mm's IOMMU data, that installed it.</param>
/// <param name="Lease">Which owner of the number the entry belongs to.</param>
/// <param name="Incarnation">The serial of the io_mm within its mm.</param>
public readonly record struct PasidEntry(ObjectName Mm, ObjectName IoMm, PasidLease Lease, Incarnation Incarnation)
{
    internal void AddTo(ref StateHash hash)
    {
        hash.Add(Mm);
        hash.Add(IoMm);
        hash.Add(Lease.Value);
        hash.Add(Incarnation.Value);
    }
}
