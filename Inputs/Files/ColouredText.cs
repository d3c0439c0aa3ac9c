namespace SvaOrleans.Inputs.Files;

/// <summary>Takes the colours off text that was meant for a terminal.</summary>
internal static class ColouredText
{
    private const char Escape = '\u001b';

    /// <summary>Whether there is anything to take off.</summary>
    /// <param name="text">The text.</param>
    public static bool Is(ReadOnlySpan<char> text) => text.Contains(Escape);

    /// <summary>The text without control sequences (ECMA-48, section 5.4: ESC, [, parameters, one final character).</summary>
    /// <param name="text">The text.</param>
    public static string Plain(ReadOnlySpan<char> text)
    {
        var plain = new char[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != Escape || i + 1 == text.Length || text[i + 1] != '[')
            {
                plain[length++] = text[i];
                continue;
            }

            i += 2;
            while (i < text.Length && text[i] is < '@' or > '~')
            {
                i++;
            }
        }

        return new(plain, 0, length);
    }
}
