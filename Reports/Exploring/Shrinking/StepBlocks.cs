namespace SvaOrleans.Reports.Exploring.Shrinking;

/// <summary>Finds the steps and branches of a scenario's text, line by line, so that some can be left out and the rest stays
/// as it was written.</summary>
internal static class StepBlocks
{
    /// <summary>The lines of every step and every branch, the last first and the outer before the inner.</summary>
    /// <param name="lines">The text.</param>
    /// <returns>The first line of each, and how many there are.</returns>
    public static IEnumerable<(int First, int Count)> Of(IReadOnlyList<string> lines)
    {
        var blocks = new List<(int First, int Count)>();
        var isAmongSteps = false;
        for (var line = 0; line < lines.Count; line++)
        {
            var text = lines[line];
            if (text.Length > 0 && !char.IsWhiteSpace(text[0]) && text[0] is not ('#' or '-'))
            {
                isAmongSteps = text.StartsWith("setup:", StringComparison.Ordinal) || text.StartsWith("steps:", StringComparison.Ordinal);
            }
            else if (isAmongSteps && IsBlock(text))
            {
                blocks.Add((line, LengthOf(lines, line)));
            }
        }

        blocks.Reverse();
        return blocks;
    }

    // A step begins with a dash; a branch is a name with a colon and nothing behind it.
    private static bool IsBlock(string text) =>
        text.TrimStart() is { Length: > 0 } trimmed
        && (trimmed.StartsWith("- ", StringComparison.Ordinal) || (trimmed[0] != '#' && trimmed.TrimEnd().EndsWith(':')));

    private static int LengthOf(IReadOnlyList<string> lines, int first)
    {
        var indent = IndentOf(lines[first]);
        var end = first + 1;
        while (end < lines.Count && (string.IsNullOrWhiteSpace(lines[end]) || IndentOf(lines[end]) > indent))
        {
            end++;
        }

        return end - first;
    }

    private static int IndentOf(string text) => text.Length - text.TrimStart().Length;
}
