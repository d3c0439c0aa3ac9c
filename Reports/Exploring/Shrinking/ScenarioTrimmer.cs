using System.Text;
using SvaOrleans.Documents;
using SvaOrleans.Reports.Exploring.Faults;
using SvaOrleans.Scenarios;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Replay;
using SvaOrleans.Simulation.Exploration.Strategies;

namespace SvaOrleans.Reports.Exploring.Shrinking;

/// <summary>Leaves steps and branches out of a scenario, one at a time, as long as some order of the rest has the same
/// violation.</summary>
/// <param name="violation">The violation that must remain.</param>
/// <param name="faults">The failures that may be injected.</param>
internal sealed class ScenarioTrimmer(Violation violation, FaultChoice? faults)
{
    // An order that breaks the whole scenario breaks the smaller one too, or another one is soon met: what is left is small.
    private const long OrdersOfTrial = 400;

    /// <summary>Leaves out what can be.</summary>
    /// <param name="document">The scenario.</param>
    /// <param name="decisions">An order that breaks it.</param>
    /// <returns>The smallest scenario that was found, and an order that breaks it; the very scenario if nothing can go.</returns>
    public (ScenarioDocument Document, byte[] Text, IReadOnlyList<int> Decisions, int Removed) Trim(
        ScenarioDocument document,
        IReadOnlyList<int> decisions
    )
    {
        var source = document.Source;
        var lines = Encoding.UTF8.GetString(source.Text).Split('\n');
        var removed = 0;
        foreach (var (first, count) in StepBlocks.Of(lines))
        {
            // Its lines are emptied, not removed: a violation is named by its line.
            string[] without = [.. lines];
            Array.Fill(without, "", first, count);
            if (
                lines[first].Length > 0
                && Reread(source, without, document.Plan.Warnings.Count) is { } smaller
                && Breaks(smaller, decisions) is { } order
            )
            {
                (lines, decisions) = (without, order);
                removed++;
            }
        }

        var text = removed == 0 ? source.Text : Joined(Packed(lines, Encoding.UTF8.GetString(source.Text).Split('\n')));
        return (source.Read(text), text, decisions, removed);
    }

    private static ScenarioDocument? Reread(ScenarioSource source, string[] lines, int warningCount)
    {
        try
        {
            // Without the thread that made it sound, what is left would be a scenario that no kernel can run.
            var smaller = source.Read(Joined(lines));
            return smaller.Plan.Warnings.Count > warningCount ? null : smaller;
        }
        catch (InputException)
        {
            return null; // what is left is no scenario
        }
    }

    private IReadOnlyList<int>? Breaks(ScenarioDocument smaller, IReadOnlyList<int> decisions)
    {
        try
        {
            return Explore(smaller, decisions);
        }
        catch (InputException)
        {
            return null; // its setup fails
        }
    }

    private IReadOnlyList<int>? Explore(ScenarioDocument smaller, IReadOnlyList<int> decisions)
    {
        var make = ScenarioExperiment.Of(smaller, faults: faults);
        var repeater = new Repeater(make);
        if (violation.IsLike(repeater.Run(decisions).Violation))
        {
            return [.. repeater.Decisions];
        }

        var report = Explorer.Explore(
            make,
            new()
            {
                Strategy = new Portfolio(),
                Budget = new() { Schedules = OrdersOfTrial },
            }
        );
        return report.Failure is { } failure && violation.IsLike(failure.Violation) ? failure.Decisions : null;
    }

    private static byte[] Joined(IEnumerable<string> lines) => Encoding.UTF8.GetBytes(string.Join('\n', lines));

    private static IEnumerable<string> Packed(string[] lines, string[] before) =>
        lines.Where((line, index) => line.Length > 0 || before[index].Length == 0);
}
