using SvaOrleans.Simulation.Exploration.Reports;

namespace SvaOrleans.Client.Exploring;

/// <summary>Which steps of a long order are shown: its end, where it broke; and where that is far behind the choices that made it break, these too.</summary>
/// <param name="Before">How many are left out at the beginning.</param>
/// <param name="GapAt">Where steps are left out in the middle: the first of them, counted from 0.</param>
/// <param name="Between">How many are.</param>
internal readonly record struct ShownSteps(int Before, int GapAt, int Between)
{
    private const int Most = 60;
    private const int LastOnes = 20;
    private const int AheadOfChoice = 3;

    /// <summary>Those of an order.</summary>
    /// <param name="steps">Its steps.</param>
    public static ShownSteps Of(IReadOnlyList<StoryStep> steps)
    {
        var tail = Math.Max(0, steps.Count - Most);
        var first = 0;
        while (first < steps.Count && steps[first].Overtakes == 0)
        {
            first++;
        }

        if (tail == 0 || first >= tail)
        {
            return new(tail, 0, 0);
        }

        // A step or two would take no less room than to say that they are missing.
        var from = first <= AheadOfChoice + 1 ? 0 : first - AheadOfChoice;
        var gap = from + Most - LastOnes;
        var between = steps.Count - LastOnes - gap;
        return between > 1 ? new(from, gap, between) : new(from, 0, 0);
    }
}
