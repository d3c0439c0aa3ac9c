using SvaOrleans.Silo.Clusters;

namespace SvaOrleans.Silo.Orleans.Postgres;

/// <summary>Which row of the database is a grain's. Orleans' provider takes the state's name and the key alone, so that two grain
/// classes with one state name and one key would share a row; and it folds keys that read as numbers, so that grains <c>5</c> and
/// <c>0005</c> would.</summary>
internal static class StoredRow
{
    /// <summary>The most characters of a key.</summary>
    public const int KeyMax = RegisteredHost.KeyMax;

    /// <summary>What the row is stored under beside the key.</summary>
    /// <param name="stateName">The state's name in its grain class.</param>
    /// <param name="grain">The grain.</param>
    /// <exception cref="ArgumentException">No row could be this grain's alone.</exception>
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

        // A backquote would have the provider take the name for that of a generic class, and cut it.
        var kind = $"{grain.Type}/{stateName}";
        return kind.Contains('`', StringComparison.Ordinal)
            ? throw new ArgumentException(
                $"what {kind} stores cannot be told from what others store; expected names without backquote",
                nameof(stateName)
            )
            : kind;
    }
}
