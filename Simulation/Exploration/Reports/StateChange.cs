namespace SvaOrleans.Simulation.Exploration.Reports;

/// <summary>The difference of the state after a schedule to the state before it.</summary>
/// <param name="Lines">Lines of the state that existed only before, with <c>-</c> in front, and only after, with <c>+</c>; ordered by their
/// subject, the text up to the first colon and space.</param>
public sealed record StateChange(IReadOnlyList<string> Lines)
{
    /// <summary>Compares.</summary>
    /// <param name="before">The state before, line by line.</param>
    /// <param name="after">The state after.</param>
    public static StateChange Of(IReadOnlyList<string> before, IReadOnlyList<string> after)
    {
        List<(string Text, char Sign)> changed = [.. Missing(before, after, '-'), .. Missing(after, before, '+')];
        changed.Sort(
            static (one, other) =>
                string.CompareOrdinal(PlaceOf(one.Text), PlaceOf(other.Text)) is var place and not 0 ? place
                : other.Sign.CompareTo(one.Sign) is var sign and not 0 ? sign
                : string.CompareOrdinal(one.Text, other.Text)
        );
        return new([.. changed.Select(static line => $"{line.Sign} {line.Text}")]);
    }

    private static string PlaceOf(string line) => line.IndexOf(": ", StringComparison.Ordinal) is var end and >= 0 ? line[..end] : line;

    // The lines of one state that the other has less often.
    private static IEnumerable<(string Text, char Sign)> Missing(IReadOnlyList<string> from, IReadOnlyList<string> other, char sign)
    {
        var left = other.CountBy(static line => line).ToDictionary(StringComparer.Ordinal);
        foreach (var line in from)
        {
            if (left.TryGetValue(line, out var count) && count > 0)
            {
                left[line] = count - 1;
            }
            else
            {
                yield return (line, sign);
            }
        }
    }
}
