using System.Globalization;
using System.Text;

namespace SvaOrleans.Simulation.Exploration.Reports;

/// <summary>A schedule as lines for a terminal: who sent what to whom, and where the schedule chose otherwise than oldest first.</summary>
public static class TextDiagram
{
    /// <summary>Writes it.</summary>
    /// <param name="story">The schedule.</param>
    public static string Of(Story story)
    {
        int numbers = Digits(story.Steps.Count);
        int from = Width(story, static step => step.From);
        int to = Width(story, static step => step.To);
        StringBuilder text = new();
        foreach (StoryStep step in story.Steps)
        {
            text.Append(step.Overtakes > 0 ? "> " : "  ")
                .Append(step.Number.ToString(CultureInfo.InvariantCulture).PadLeft(numbers)).Append("  ");
            if (step.From == step.To)
            {
                text.Append("".PadRight(from)).Append("    ").Append(step.To.PadRight(to));
            }
            else
            {
                text.Append(step.From.PadRight(from)).Append(step.Kind == StepKind.Response ? " ..>" : " -->").Append(step.To.PadRight(to));
            }

            text.Append("  ").Append(step.What);
            if (step.Means is { } means)
            {
                text.Append("  (").Append(means).Append(')');
            }

            if (step.Overtakes > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"  <- before {step.Overtakes} older");
            }

            text.AppendLine();
        }

        return text.ToString();
    }

    private static int Width(Story story, Func<StoryStep, string> of) => story.Steps.Count == 0 ? 0 : story.Steps.Max(step => of(step).Length);

    private static int Digits(int number) => number.ToString(CultureInfo.InvariantCulture).Length;
}
