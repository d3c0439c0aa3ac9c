using System.Globalization;
using System.Text;

namespace SvaOrleans.Simulation.Exploration.Reports;

/// <summary>A schedule as a Mermaid sequence diagram, for pages that render it.</summary>
public static class MermaidDiagram
{
    /// <summary>Writes it.</summary>
    /// <param name="story">The schedule.</param>
    public static string Of(Story story)
    {
        StringBuilder text = new();
        text.AppendLine("sequenceDiagram");
        IReadOnlyList<string> actors = story.Actors;
        for (int index = 0; index < actors.Count; index++)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  participant p{index} as {Plain(actors[index])}");
        }

        foreach (StoryStep step in story.Steps)
        {
            string what = Plain(step.Means is { } means ? $"{step.What} ({means})" : step.What);
            string to = Name(step.To);
            if (step.Overtakes > 0)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  Note over {to}: before {step.Overtakes} older");
            }

            text.AppendLine(CultureInfo.InvariantCulture, $"  {Name(step.From)}{(step.Kind == StepKind.Response ? "-->>" : "->>")}{to}: {step.Number} {what}");
        }

        if (story.Outcome.Violation is { } violation)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  Note over {Name(story.Steps.Count > 0 ? story.Steps[^1].To : actors[0])}: {Plain(violation.Invariant)}");
        }

        return text.ToString();

        string Name(string actor) => string.Create(CultureInfo.InvariantCulture, $"p{IndexOf(actor)}");

        int IndexOf(string actor)
        {
            for (int index = 0; index < actors.Count; index++)
            {
                if (actors[index] == actor)
                {
                    return index;
                }
            }

            return 0;
        }
    }

    // Mermaid ends a message at a semicolon and a participant's name at a colon; # begins an entity.
    private static string Plain(string text) => text.Replace(";", ",", StringComparison.Ordinal).Replace("#", "no. ", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
