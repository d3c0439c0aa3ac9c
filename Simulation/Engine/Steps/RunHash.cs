using System.Numerics;

namespace SvaOrleans.Simulation.Engine.Steps;

/// <summary>64-bit hashes that are the same in every process, unlike <see cref="string.GetHashCode()"/>.</summary>
public static class RunHash
{
    /// <summary>The value to start a rolling hash from.</summary>
    public const ulong Start = 0x9E3779B97F4A7C15;

    /// <summary>Hash of a text, by UTF-16 code units.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The hash.</returns>
    public static ulong Of(string text)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var c in text)
        {
            hash = unchecked((hash ^ c) * 0x100000001B3);
        }

        return hash;
    }

    /// <summary>Folds one more value into a rolling hash; order matters.</summary>
    /// <param name="hash">The hash so far.</param>
    /// <param name="value">The value to fold in.</param>
    /// <returns>The new hash.</returns>
    public static ulong Mix(ulong hash, ulong value) => unchecked((BitOperations.RotateLeft(hash, 23) ^ value) * 0x9FB21C651E98DF25);
}
