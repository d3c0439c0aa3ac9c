using SvaOrleans.Silo.Clusters;

namespace SvaOrleans.Silo.Orleans.Postgres;

/// <summary>The database row of a grain. Orleans' provider uses only the state's name and the key, so two grain classes with the same state
/// name and key would share a row. It also converts keys that read as numbers, so grains <c>5</c> and <c>0005</c> would share
/// one.</summary>
internal static class StoredRow
{
    /// <summary>The most characters of a key.</summary>
    public const int KeyMax = RegisteredHost.KeyMax;

    /// <summary>The row's type name, which it is stored under together with the key.</summary>
    /// <param name="stateName">The state's name in its grain class.</param>
    /// <param name="grain">The grain.</param>
    /// <exception cref="ArgumentException">The row could be shared with another grain.</exception>
    public static string KindOf(string stateName, GrainId grain)
    {
        var key = grain.Key.ToString()!;
        if (key.Length > KeyMax || key.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"the key of a grain of type {grain.Type} has {key.Length} characters, or a NUL among them; expected at most {KeyMax}, and none",
                nameof(grain)
            );
        }

        if (grain.TryGetIntegerKey(out _, out _) || grain.TryGetGuidKey(out _, out _))
        {
            throw new ArgumentException(
                $"the key of grain {grain} reads as a number, so that other keys share its row; expected one that does not",
                nameof(grain)
            );
        }

        // The provider would read a name with a backquote as that of a generic class, and cut it.
        var kind = $"{grain.Type}/{stateName}";
        return kind.Contains('`', StringComparison.Ordinal)
            ? throw new ArgumentException(
                $"what {kind} stores cannot be distinguished from what others store; expected names without backquote",
                nameof(stateName)
            )
            : kind;
    }
}
