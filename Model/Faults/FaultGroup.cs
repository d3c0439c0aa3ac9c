using System.Collections.Immutable;

namespace SvaOrleans.Model.Faults;

/// <summary>Page requests that are answered together. Two groups are equal when all they hold is.</summary>
/// <param name="Id">Serial at its device's fault queue, never used again.</param>
/// <param name="Device">The device.</param>
/// <param name="Pasid">PASID of the last request, which the answer names.</param>
/// <param name="Lease">Which owner of the PASID the last request meant.</param>
/// <param name="Group">The device's number for the group.</param>
/// <param name="Requests">The requests in order of arrival, the last one included.</param>
public sealed record FaultGroup(
    ulong Id,
    ObjectName Device,
    Pasid Pasid,
    PasidLease Lease,
    uint Group,
    ImmutableArray<PageRequest> Requests
)
{
    /// <inheritdoc/>
    public bool Equals(FaultGroup? other) =>
        other is not null
        && Id == other.Id
        && Device == other.Device
        && Pasid == other.Pasid
        && Lease == other.Lease
        && Group == other.Group
        && Requests.AsSpan().SequenceEqual(other.Requests.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Pasid, Lease, Group, Requests.Length);
}
