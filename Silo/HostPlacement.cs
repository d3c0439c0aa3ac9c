using System.Text;

namespace SvaOrleans.Silo;

/// <summary>Chooses the silo of a host's grains: one silo for all of them, by names alone, so both engines choose the same.</summary>
/// <remarks>Each silo gets a weight from its name and the host's name, and the heaviest wins (rendezvous hashing). The death of a silo
/// therefore moves only its own hosts. A silo that joins takes over its share of the hosts, so let all silos join before booting
/// hosts.</remarks>
public static class HostPlacement
{
    /// <summary>The name of the silo that no kernel runs on. It holds the in-memory storage and the dashboard's data.</summary>
    public const string ControlSilo = "control";

    /// <summary>Chooses the silo of a host.</summary>
    /// <param name="host">The host's name.</param>
    /// <param name="silos">The names of the living silos, in any order; not empty.</param>
    /// <returns>The index of the host's silo in <paramref name="silos"/>.</returns>
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

    // FNV-1a alone leaves names that differ in their last letter close together; the finalizer of SplitMix64 spreads them.
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
