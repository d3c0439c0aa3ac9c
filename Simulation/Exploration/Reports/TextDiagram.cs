using System.Globalization;
using System.Text;
using SvaOrleans.Simulation.Engine.Steps;

namespace SvaOrleans.Simulation.Exploration.Reports;

/// <summary>A schedule as lines for a terminal: who sent what to whom, and where the schedule chose otherwise than oldest first.</summary>
public static class TextDiagram
{
    private const int NameLeast = 8;

    /// <summary>Writes it, with whole names and a line for each step.</summary>
    /// <param name="story">The schedule.</param>
    public static string Of(Story story)
    {
        StringBuilder text = new();
        foreach ((_, var who, var what) in Rows(story, default, ActorName.AsItIs, int.MaxValue))
        {
            text.Append(who).AppendLine(what);
        }

        return text.ToString();
    }

    /// <summary>The steps in two columns: who takes part, in one width for all, and what happens.</summary>
    /// <param name="story">The schedule.</param>
    /// <param name="shown">Which of them.</param>
    /// <param name="names">How actors are called.</param>
    /// <param name="columns">How wide the page is: names that would take more than three fifths of it lose their middle.</param>
    public static IEnumerable<(StoryStep Step, string Who, string What)> Rows(
        Story story,
        ShownSteps shown,
        Func<string, ActorName> names,
        int columns
    )
    {
        var numbers = story.Steps.Count.ToString(CultureInfo.InvariantCulture).Length;
        var most = Math.Max(NameLeast, ((columns / 5 * 3) - numbers - 10) / 2);
        StoryStep[] steps = [.. story.Steps.Where((_, index) => shown.Shows(index, story.Steps.Count))];
        var from = Width(static step => step.From);
        var to = Width(static step => step.To);
        foreach (var step in steps)
        {
            var number = $"{(step.Overtakes > 0 ? "> " : "  ")}{step.Number.ToString(CultureInfo.InvariantCulture).PadLeft(numbers)}  ";
            var who =
                step.From == step.To
                    ? new string(' ', from + 5)
                    : $"{Name(step.From).PadRight(from)} {(step.Kind == StepKind.Response ? "..>" : "-->")} ";
            var means = step.Means is { } function ? $"  ({function})" : "";
            var choice = step.Overtakes > 0 ? string.Create(CultureInfo.InvariantCulture, $"  <- before {step.Overtakes} older") : "";
            yield return (step, $"{number}{who}{Name(step.To).PadRight(to)}  ", $"{step.What}{means}{choice}");
        }

        int Width(Func<StoryStep, string> of) => steps.Length == 0 ? 0 : steps.Max(step => Name(of(step)).Length);

        string Name(string actor) =>
            names(actor).Text is var text && text.Length > most ? $"{text[..((most - 1) / 2)]}…{text[^(most / 2)..]}" : text;
    }
}
