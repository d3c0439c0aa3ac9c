using Orleans.Runtime.Placement;

namespace SvaOrleans.Silo.Cluster;

/// <summary>Places a grain by the host part of its key, <c>host/kind/name</c>.</summary>
/// <param name="membership">Knows the silos' names.</param>
internal sealed class HostPlacementDirector(IClusterMembershipService membership) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silos = context.GetCompatibleSilos(target);
        if (silos.Length == 1)
        {
            return Task.FromResult(silos[0]);
        }

        var members = membership.CurrentSnapshot.Members;
        var names = Array.ConvertAll(silos, silo => members.TryGetValue(silo, out var member) ? member.Name : silo.ToParsableString());
        return Task.FromResult(silos[HostPlacement.IndexOf(HostOf(target.GrainIdentity.Key.ToString()!), names)]);
    }

    private static string HostOf(string key)
    {
        var end = key.IndexOf('/', StringComparison.Ordinal);
        return end < 0 ? key : key[..end];
    }
}
