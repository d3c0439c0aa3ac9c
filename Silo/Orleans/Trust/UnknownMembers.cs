using Microsoft.Extensions.Logging;
using SvaOrleans.Silo.Clusters;
using SvaOrleans.Silo.Orleans.Placement;

namespace SvaOrleans.Silo.Orleans.Trust;

/// <summary>Members of the cluster that the server did not start: another program has written them into the membership. They are shown,
/// logged once, and declared dead, as the silos would wait for them otherwise.</summary>
internal sealed class UnknownMembers(KnownSilos known, IClusterMembershipService membership, ILogger<UnknownMembers> logger)
{
    private const int ShownMax = 64;
    private const int NameMax = 100;

    private readonly Lock _gate = new();
    private readonly List<(SiloAddress Address, UnknownMember View)> _shown = [];
    private readonly HashSet<SiloAddress> _leaving = [];

    /// <summary>The latest unknown members, dead ones too.</summary>
    public IReadOnlyList<UnknownMember> Views
    {
        get
        {
            lock (_gate)
            {
                return [.. _shown.Select(static member => member.View)];
            }
        }
    }

    /// <summary>Finds unknown members in the membership.</summary>
    /// <param name="snapshot">The membership.</param>
    /// <returns>Whether a member is new, or not dead yet.</returns>
    public bool Look(ClusterMembershipSnapshot snapshot)
    {
        var isDisturbed = false;
        foreach (
            var member in snapshot
                .Members.Values.Where(member => !known.Contains(member.SiloAddress))
                .OrderBy(static member => member.SiloAddress.ToParsableString(), StringComparer.Ordinal)
        )
        {
            var view = new UnknownMember(Printable(member.Name), member.SiloAddress.ToParsableString(), Word(member.Status));
            if (Show(member.SiloAddress, view))
            {
                isDisturbed = true;
                SiloLog.MemberUnknown(logger, view.Name, view.Address);
            }

            if (member.Status != SiloStatus.Dead)
            {
                isDisturbed = true;
                _ = DeclareDead(member.SiloAddress);
            }
        }

        return isDisturbed;
    }

    // True if the member is new.
    private bool Show(SiloAddress address, UnknownMember view)
    {
        lock (_gate)
        {
            var index = _shown.FindIndex(one => one.Address.Equals(address));
            if (index >= 0)
            {
                _shown[index] = (address, view);
                return false;
            }

            if (_shown.Count == ShownMax)
            {
                _shown.RemoveAt(0);
            }

            _shown.Add((address, view));
            return true;
        }
    }

    private async Task DeclareDead(SiloAddress address)
    {
        lock (_gate)
        {
            if (!_leaving.Add(address))
            {
                return;
            }
        }

        try
        {
            await membership.TryKill(address);
        }
        catch (Exception failure)
        {
            // The membership's storage cannot be reached, which is reported elsewhere. The next check tries again.
            SiloLog.MemberStays(logger, failure, address.ToParsableString());
        }
        finally
        {
            lock (_gate)
            {
                _leaving.Remove(address);
            }
        }
    }

    // The program that wrote the member chose its name.
    private static string Printable(string name) =>
        string.Concat(name.Take(NameMax).Select(static letter => letter is >= ' ' and <= '~' ? letter : '?'));

    private static string Word(SiloStatus status) =>
        status switch
        {
            SiloStatus.Active => "active",
            SiloStatus.Dead => "dead",
            SiloStatus.ShuttingDown or SiloStatus.Stopping => "stopping",
            _ => "joining",
        };
}
