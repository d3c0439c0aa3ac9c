using System.Text;

namespace SvaOrleans.Silo;

/// <summary>Where a host's grains live: all on one silo, which its name alone decides, the same on every engine.</summary>
public static class HostPlacement
{
    /// <summary>The silo of a host.</summary>
    /// <param name="host">The host's name.</param>
    /// <param name="silos">How many silos there are.</param>
    public static int IndexOf(string host, int silos)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(silos, 1);
        var hash = 2166136261u;
        foreach (var octet in Encoding.UTF8.GetBytes(host))
        {
            hash = unchecked((hash ^ octet) * 16777619u);
        }

        return (int)(hash % (uint)silos);
    }
}
