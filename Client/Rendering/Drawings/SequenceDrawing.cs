using System.Text;

namespace SvaOrleans.Client.Rendering.Drawings;

/// <summary>A participant of a sequence: a column of the picture.</summary>
/// <param name="Title">The column's head; at most 6 characters.</param>
internal sealed record Lifeline(string Title);

/// <summary>How a lifeline is drawn from a row on.</summary>
internal enum Activity
{
    /// <summary>It does nothing.</summary>
    Idle,

    /// <summary>It is at work.</summary>
    Busy,

    /// <summary>It waits.</summary>
    Waiting,
}

/// <summary>A row of a sequence.</summary>
/// <param name="At">The modelled time.</param>
/// <param name="From">The column that acts.</param>
/// <param name="To">The column that it acts on; the same column for an act of its own.</param>
/// <param name="Text">The act.</param>
internal sealed record SequenceRow(VirtualTime At, int From, int To, string Text)
{
    /// <summary>The activity of lifelines from this row on.</summary>
    public IReadOnlyList<(int Lifeline, Activity Activity)> Changes { get; init; } = [];
}

/// <summary>Draws who did what to whom, in the order in which it happened.</summary>
internal static class SequenceDrawing
{
    private const int ColumnWidth = 7;
    private const int TimeWidth = 10;

    /// <summary>The picture; a row's time counts from the one above.</summary>
    public static IEnumerable<string> Draw(IReadOnlyList<Lifeline> lifelines, IReadOnlyList<SequenceRow> rows)
    {
        var activities = new Activity[lifelines.Count];
        yield return new string(' ', TimeWidth + 1) + string.Concat(lifelines.Select(static line => Centre(line.Title)));
        var before = rows[0].At;
        foreach (var row in rows)
        {
            yield return Row(lifelines.Count, activities, row, before);
            before = row.At;
            foreach (var (lifeline, activity) in row.Changes)
            {
                activities[lifeline] = activity;
            }
        }
    }

    private static string Row(int count, Activity[] activities, SequenceRow row, VirtualTime before)
    {
        var line = new StringBuilder($"+{Times.Of(row.At - before)}".PadLeft(TimeWidth) + " ");
        var offset = line.Length;
        line.Append(' ', count * ColumnWidth);
        for (var index = 0; index < count; index++)
        {
            line[offset + Middle(index)] = activities[index] switch
            {
                Activity.Busy => '┃',
                Activity.Waiting => '┊',
                _ => '│',
            };
        }

        var (low, high) = (Math.Min(row.From, row.To), Math.Max(row.From, row.To));
        for (var column = Middle(low) + 1; column < Middle(high); column++)
        {
            line[offset + column] = '─';
        }

        line[offset + Middle(row.From)] = '●';
        if (row.To > row.From)
        {
            line[offset + Middle(row.To) - 1] = '▶';
        }
        else if (row.To < row.From)
        {
            line[offset + Middle(row.To) + 1] = '◀';
        }

        return line.ToString().TrimEnd()
            + new string(' ', offset + (count * ColumnWidth) - line.ToString().TrimEnd().Length)
            + " "
            + row.Text;
    }

    private static int Middle(int index) => (index * ColumnWidth) + (ColumnWidth / 2) - 1;

    private static string Centre(string text)
    {
        var left = (ColumnWidth - 1 - text.Length) / 2;
        return text.PadLeft(left + text.Length).PadRight(ColumnWidth);
    }
}
