namespace SvaOrleans.Model.Quoting;

/// <summary>Finds the known name that is nearest to an unknown one.</summary>
public static class NearestName
{
    /// <summary>The nearest of some names.</summary>
    /// <param name="given">The octets written.</param>
    /// <param name="known">The names, at least one.</param>
    public static string Of(string given, IEnumerable<string> known) => known.MinBy(name => Distance(given, name))!;

    /// <summary>The nearest of some names for a text that may be one of them mistyped; null for an empty or a long text.</summary>
    /// <param name="given">The text of the input.</param>
    /// <param name="known">The names, at least one.</param>
    public static string? Guess(string given, IEnumerable<string> known) => given.Length is > 0 and <= 64 ? Of(given, known) : null;

    /// <summary>How many letters must be put in, left out or changed; their case does not count.</summary>
    /// <param name="from">The one text.</param>
    /// <param name="to">The other one.</param>
    public static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var changed = diagonal + (char.ToUpperInvariant(from[i - 1]) == char.ToUpperInvariant(to[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[to.Length];
    }
}
