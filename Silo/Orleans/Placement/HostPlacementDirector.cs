using Orleans.Runtime.Placement;

namespace SvaOrleans.Silo.Cluster;

/// <summary>Places a grain by the host part of its key, <c>host/kind/name</c>: where the host's own grain lives, which is the silo of whoever
/// asks, as nobody outside of a host calls anyone but the host. The host's own grain goes where its name weighs heaviest.</summary>
/// <param name="membership">Knows the silos' names.</param>
/// <param name="local">This silo.</param>
/// <param name="live">The hosts that live on this silo.</param>
internal sealed class HostPlacementDirector(IClusterMembershipService membership, ILocalSiloDetails local, LiveObjects live) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silos = context.GetCompatibleSilos(target);
        if (silos.Length == 1)
        {
            return Task.FromResult(silos[0]);
        }

        var host = HostOf(target.GrainIdentity.Key.ToString()!);
        if (live.IsHome(host) && silos.Contains(local.SiloAddress))
        {
            return Task.FromResult(local.SiloAddress);
        }

        var members = membership.CurrentSnapshot.Members;
        var names = Array.ConvertAll(silos, silo => members.TryGetValue(silo, out var member) ? member.Name : silo.ToParsableString());
        return Task.FromResult(silos[HostPlacement.IndexOf(host, names)]);
    }

    private static string HostOf(string key)
    {
        var end = key.IndexOf('/', StringComparison.Ordinal);
        return end < 0 ? key : key[..end];
    }
}
