using System.Globalization;
using System.Text;
using SvaOrleans.Simulation.Engine.Steps;

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
        var actors = story.Actors;
        var places = actors.Index().ToDictionary(static actor => actor.Item, static actor => actor.Index);
        for (var index = 0; index < actors.Count; index++)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  participant p{index} as {Plain(actors[index])}");
        }

        foreach (var step in story.Steps)
        {
            var what = Plain(step.Means is { } means ? $"{step.What} ({means})" : step.What);
            var to = Name(step.To);
            if (step.Overtakes > 0)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  Note over {to}: before {step.Overtakes} older");
            }

            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"  {Name(step.From)}{(step.Kind == StepKind.Response ? "-->>" : "->>")}{to}: {step.Number} {what}"
            );
        }

        if (story.Outcome.Violation is { } violation && actors.Count > 0)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  Note over {Name(story.Steps[^1].To)}: {Plain(violation.Invariant)}");
        }

        return text.ToString();

        string Name(string actor) => string.Create(CultureInfo.InvariantCulture, $"p{places[actor]}");
    }

    // Mermaid ends a message at a semicolon and a participant's name at a colon; # begins an entity.
    private static string Plain(string text) =>
        text.Replace(";", ",", StringComparison.Ordinal).Replace("#", "no. ", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
