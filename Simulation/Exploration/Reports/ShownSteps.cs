namespace SvaOrleans.Simulation.Exploration.Reports;

/// <summary>Which steps of an order are shown: those from shortly before its first choice to its failure. Steps long before and
/// after the failure are left out; if the rest is still long, its middle is left out too.</summary>
/// <param name="Before">How many are left out at the beginning.</param>
/// <param name="GapAt">Where steps are left out in the middle: the first of them, counted from 0.</param>
/// <param name="Between">How many are.</param>
/// <param name="After">How many are left out at the end, behind the break.</param>
public readonly record struct ShownSteps(int Before, int GapAt, int Between, int After)
{
    /// <summary>So many steps fill a few screens of a terminal.</summary>
    public const int MostInText = 60;

    private const int AheadOfChoice = 3;

    /// <summary>Whether a step is shown.</summary>
    /// <param name="index">The step, counted from 0.</param>
    /// <param name="count">How many there are.</param>
    public bool Shows(int index, int count) => index >= Before && index < count - After && !(index >= GapAt && index < GapAt + Between);

    /// <summary>Those of an order.</summary>
    /// <param name="story">The order.</param>
    /// <param name="most">How many are shown at most; the last third of them are the last ones.</param>
    public static ShownSteps Of(Story story, int most = MostInText)
    {
        // A step or two would take no less room than to say that they are missing.
        var after = story.Broke > 0 && story.Steps.Count - story.Broke > 2 ? story.Steps.Count - story.Broke : 0;
        var count = story.Steps.Count - after;
        var first = 0;
        while (first < count && story.Steps[first].Overtakes == 0)
        {
            first++;
        }

        var tail = Math.Max(0, count - most);
        if (first >= tail && story.Broke > 0)
        {
            var before = Math.Max(tail, first < count ? first - AheadOfChoice : 0);
            return new(before > 2 ? before : 0, 0, 0, after);
        }

        var from = first <= AheadOfChoice + 2 || first == count ? 0 : first - AheadOfChoice;
        var gap = from + most - (most / 3);
        var between = count - (most / 3) - gap;
        return between > 2 ? new(from, gap, between, after) : new(from, 0, 0, after);
    }
}
