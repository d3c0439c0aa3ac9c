using Orleans.Runtime.Placement;

namespace SvaOrleans.Silo.Orleans.Placement;

/// <summary>Places a grain by the host part of its key, <c>host/kind/name</c>: on the silo of the host's own grain. That is the calling
/// silo, as callers outside a host call only the host itself. The host's own grain is placed where its name weighs heaviest.</summary>
/// <param name="membership">The silos' names.</param>
/// <param name="local">This silo.</param>
/// <param name="live">The hosts that live on this silo.</param>
/// <param name="known">The silos that the server has started; no other silo gets a grain.</param>
internal sealed class HostPlacementDirector(
    IClusterMembershipService membership,
    ILocalSiloDetails local,
    LiveObjects live,
    KnownSilos known
) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var silos = Array.FindAll(context.GetCompatibleSilos(target), known.Contains);
        var key = target.GrainIdentity.Key.ToString()!;
        var host = HostOf(key);
        var isKernel = host.Length < key.Length;
        if (isKernel && live.IsHome(host) && silos.Contains(local.SiloAddress))
        {
            return Task.FromResult(local.SiloAddress);
        }

        var members = membership.CurrentSnapshot.Members;
        var names = Array.ConvertAll(silos, silo => members.TryGetValue(silo, out var member) ? member.Name : silo.ToParsableString());
        var control = Array.IndexOf(names, HostPlacement.ControlSilo);
        if (control >= 0)
        {
            if (!isKernel)
            {
                return Task.FromResult(silos[control]);
            }

            silos = [.. silos.Where((_, index) => index != control)];
            names = [.. names.Where((_, index) => index != control)];
        }

        if (silos.Length == 0)
        {
            throw new SiloUnavailableException($"No silo that kernels can live on is up; {target.GrainIdentity} waits for one.");
        }

        return Task.FromResult(silos[HostPlacement.IndexOf(host, names)]);
    }

    private static string HostOf(string key)
    {
        var end = key.IndexOf('/', StringComparison.Ordinal);
        return end < 0 ? key : key[..end];
    }
}
