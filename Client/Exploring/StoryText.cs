using SvaOrleans.Client.Rendering;
using SvaOrleans.Reports.Exploring;
using SvaOrleans.Simulation.Exploration.Reports;

namespace SvaOrleans.Client.Exploring;

/// <summary>Writes an order of steps, a line each. On a narrow terminal a long text continues below its own beginning, so the
/// columns stay.</summary>
internal static class StoryText
{
    /// <summary>Writes it.</summary>
    /// <param name="story">The order.</param>
    /// <param name="shown">The steps to write.</param>
    public static void Write(Story story, ShownSteps shown)
    {
        LeaveOut(shown.Before, "before");
        foreach (var (step, who, what) in TextDiagram.Rows(story, shown, new ShortNames(story).Of, Terminal.LineColumns))
        {
            if (step.Number == shown.GapAt + shown.Between + 1)
            {
                LeaveOut(shown.Between, "between");
            }

            Terminal.Hanging(
                Terminal.Console,
                who,
                Terminal.Plain(what) + (step.Number == story.Broke ? $"  [red]<- {story.BrokeHow}[/]" : "")
            );
        }

        LeaveOut(shown.After, "after the break");
    }

    private static void LeaveOut(int count, string where)
    {
        if (count > 0)
        {
            Terminal.Line($"  ({count} {(count == 1 ? "step" : "steps")} {where}; sva replay shows them all)");
        }
    }
}
