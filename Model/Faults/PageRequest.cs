using SvaOrleans.Model.Hashing;
using SvaOrleans.Model.Memory;

namespace SvaOrleans.Model.Faults;

/// <summary>A device asks for a page (PCI page request, Arm stall).</summary>
/// <param name="Device">The device.</param>
/// <param name="Pasid">The PASID that it used.</param>
/// <param name="Lease">Which owner of the PASID it meant.</param>
/// <param name="Group">Page request group index, 0 to 511 on PCI; the 16-bit stall tag on Arm.</param>
/// <param name="Page">The virtual page.</param>
/// <param name="Access">Rights that it needs.</param>
/// <param name="IsLast">Whether it ends its group: only the last request of a group is answered.</param>
/// <param name="Step">The program's step that caused the request; 0 for none. No part of the state: only events contain it.</param>
public readonly record struct PageRequest(
    ObjectName Device,
    Pasid Pasid,
    PasidLease Lease,
    uint Group,
    PageNumber Page,
    Protection Access,
    bool IsLast,
    int Step = 0
)
{
    /// <summary>Whether it is a stop marker: no request of its PASID follows. Never answered.</summary>
    public bool IsStopMarker => IsLast && (Access & (Protection.Read | Protection.Write)) == Protection.None;

    internal void AddTo(ref StateHash hash)
    {
        hash.Add(Device);
        hash.Add(Pasid);
        hash.Add(Lease.Value);
        hash.Add((ulong)Group);
        hash.Add(Page.Value);
        hash.Add((ulong)Access);
        hash.Add(IsLast);
    }
}
