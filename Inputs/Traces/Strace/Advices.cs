namespace SvaOrleans.Inputs.Traces.Strace;

/// <summary>
/// Names of advice (Linux uapi header mman-common.h), for traces with numbers: by an option, or from an older tracer.
/// </summary>
internal static class Advices
{
    private const int LongestName = 40;

    private static readonly SortedDictionary<ulong, string> Names = new()
    {
        [0] = "MADV_NORMAL",
        [1] = "MADV_RANDOM",
        [2] = "MADV_SEQUENTIAL",
        [3] = "MADV_WILLNEED",
        [4] = "MADV_DONTNEED",
        [8] = "MADV_FREE",
        [9] = "MADV_REMOVE",
        [10] = "MADV_DONTFORK",
        [11] = "MADV_DOFORK",
        [12] = "MADV_MERGEABLE",
        [13] = "MADV_UNMERGEABLE",
        [14] = "MADV_HUGEPAGE",
        [15] = "MADV_NOHUGEPAGE",
        [16] = "MADV_DONTDUMP",
        [17] = "MADV_DODUMP",
        [18] = "MADV_WIPEONFORK",
        [19] = "MADV_KEEPONFORK",
        [20] = "MADV_COLD",
        [21] = "MADV_PAGEOUT",
        [22] = "MADV_POPULATE_READ",
        [23] = "MADV_POPULATE_WRITE",
        [24] = "MADV_DONTNEED_LOCKED",
        [25] = "MADV_COLLAPSE",
        [100] = "MADV_HWPOISON",
        [101] = "MADV_SOFT_OFFLINE",
        [102] = "MADV_GUARD_INSTALL",
        [103] = "MADV_GUARD_REMOVE",
    };

    /// <summary>Reads an advice.</summary>
    /// <param name="text">The argument.</param>
    /// <returns>Its name, or its number as printed when it has none; null when it is neither.</returns>
    public static string? Of(ReadOnlySpan<char> text)
    {
        var advice = StraceArguments.WithoutComment(text);
        if (advice.IsEmpty || advice.Length > LongestName)
        {
            return null;
        }

        if (StraceArguments.TryNumber(advice, out var number))
        {
            return Names.TryGetValue(number, out var name) ? name : advice.ToString();
        }

        foreach (var letter in advice)
        {
            if (!char.IsAsciiLetterUpper(letter) && !char.IsAsciiDigit(letter) && letter != '_')
            {
                return null;
            }
        }

        return string.IsInterned(advice.ToString()) ?? advice.ToString();
    }
}
