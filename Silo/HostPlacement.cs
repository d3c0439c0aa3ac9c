using System.Text;

namespace SvaOrleans.Silo;

/// <summary>Where a host's grains live: all on one silo, chosen by names alone, the same on every engine.</summary>
/// <remarks>Each silo is weighed against the host's name and the heaviest wins, so that the death of a silo moves only the hosts that
/// lived there. A silo that joins takes its share of the hosts; boot hosts once the cluster has its size.</remarks>
public static class HostPlacement
{
    /// <summary>The name of the silo that no kernel lives on and everything else does: what is stored in memory, what the dashboard knows.</summary>
    public const string ControlSilo = "control";

    /// <summary>The silo of a host.</summary>
    /// <param name="host">The host's name.</param>
    /// <param name="silos">The names of the living silos, in any order, never empty.</param>
    /// <returns>The place of the host's silo in <paramref name="silos"/>.</returns>
    public static int IndexOf(string host, IReadOnlyList<string> silos)
    {
        ArgumentOutOfRangeException.ThrowIfZero(silos.Count);
        var best = 0;
        for (var index = 1; index < silos.Count; index++)
        {
            var (weight, heaviest) = (Weight(host, silos[index]), Weight(host, silos[best]));
            if (weight > heaviest || (weight == heaviest && string.CompareOrdinal(silos[index], silos[best]) < 0))
            {
                best = index;
            }
        }

        return best;
    }

    // FNV-1a alone leaves names that differ in their last letter close together; the finish (that of SplitMix64) spreads them.
    private static ulong Weight(string host, string silo)
    {
        unchecked
        {
            var hash = 14695981039346656037UL;
            foreach (var octet in Encoding.UTF8.GetBytes($"{host}\n{silo}"))
            {
                hash = (hash ^ octet) * 1099511628211UL;
            }

            hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
            hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
            return hash ^ (hash >> 31);
        }
    }
}
