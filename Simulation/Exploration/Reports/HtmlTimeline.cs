using System.Globalization;
using System.Net;
using System.Text;
using SvaOrleans.Simulation.Engine.Steps;

namespace SvaOrleans.Simulation.Exploration.Reports;

/// <summary>A schedule as one HTML file that needs nothing else: what broke, then a row for each step, with a column for each grain where
/// there is room and with names where there is none. Steps that matter little can be unfolded.</summary>
public static class HtmlTimeline
{
    private const int ColumnsMost = 12;

    // With what stands above them they fill a screen; the others are there to be unfolded.
    private const int RowsMost = 27;

    /// <summary>Writes it.</summary>
    /// <param name="story">The schedule.</param>
    /// <param name="heading">What stands above.</param>
    /// <param name="names">How actors are called; null for their whole names.</param>
    public static string Of(Story story, TimelineHeading heading, Func<string, ActorName>? names = null)
    {
        names ??= ActorName.AsItIs;
        var shown = ShownSteps.Of(story, RowsMost);
        Lifelines lines = new(story, shown, names, ColumnsMost);
        StringBuilder page = new();
        page.Append(
            CultureInfo.InvariantCulture,
            $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{Escape(
                heading.Title
            )}</title>
            <style>{HtmlTimelineStyle.Text}</style></head><body style="--columns:{Math.Max(1, lines.Titles.Count)}">
            <h1>{Escape(heading.Title)}</h1>

            """
        );
        AppendHeading(page, story, heading, shown);
        page.Append("<div class=\"chart\">\n<div class=\"names\">");
        foreach (var title in lines.Titles)
        {
            page.Append(CultureInfo.InvariantCulture, $"<b>{Escape(title)}</b>");
        }

        page.Append("</div>\n");
        var gapEnd = shown.GapAt + shown.Between;
        var end = story.Steps.Count - shown.After;
        Fold(page, "before", 0, shown.Before);
        Rows(page, shown.Before, shown.Between > 0 ? shown.GapAt : end);
        if (shown.Between > 0)
        {
            Fold(page, "between", shown.GapAt, gapEnd);
            Rows(page, gapEnd, end);
        }

        Fold(page, "after the break", end, story.Steps.Count);
        page.Append("</div>\n");
        AppendChange(page, story);
        page.Append("</body></html>\n");
        return page.ToString();

        void Fold(StringBuilder to, string where, int from, int until)
        {
            if (until > from)
            {
                to.Append(
                    CultureInfo.InvariantCulture,
                    $"<details><summary>{until - from} {(until - from == 1 ? "step" : "steps")} {where}</summary>\n"
                );
                Rows(to, from, until);
                to.Append("</details>\n");
            }
        }

        void Rows(StringBuilder to, int from, int until)
        {
            for (var index = from; index < until; index++)
            {
                AppendRow(to, story.Steps[index], story, lines, names);
            }
        }
    }

    private static void AppendHeading(StringBuilder page, Story story, TimelineHeading heading, ShownSteps shown)
    {
        if (story.Outcome.Violation is { } violation)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"message\">{Escape(violation.Message)}</p>\n");
        }

        page.Append("<ul>");
        foreach (var fact in heading.Facts)
        {
            page.Append(CultureInfo.InvariantCulture, $"<li>{Escape(fact)}</li>");
        }

        var steps =
            story.Broke == 0
                ? string.Create(CultureInfo.InvariantCulture, $"{story.Steps.Count} steps")
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"It breaks at <a href=\"#break\">step {story.Broke}</a> of {story.Steps.Count}"
                );
        page.Append(
            CultureInfo.InvariantCulture,
            $"<li>{steps}{(shown.Before + shown.Between + shown.After > 0 ? "; grey lines unfold those that are not shown" : "")}.</li>"
        );
        page.Append(
            "<li>Solid: a call; dashed: its answer; <span class=\"red\">red</span>: a step that did not wait for older ones.</li></ul>\n"
        );
        if (heading.Command is { } command)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p>Repeat it with</p><pre class=\"command\">{Escape(command)}</pre>\n");
        }
    }

    private static void AppendRow(StringBuilder page, StoryStep step, Story story, Lifelines lines, Func<string, ActorName> names)
    {
        (var from, var to) = (lines.PlaceOf(step.From), lines.PlaceOf(step.To));
        var isBreak = step.Number == story.Broke;
        var kind = step.Kind == StepKind.Response ? "answer" : "call";
        var direction =
            from == to ? "dot"
            : from < to ? "right"
            : "left";
        var who = step.From == step.To ? names(step.To).Text : $"{names(step.From).Text} → {names(step.To).Text}";
        var needsNames = lines.IsFolded(step.From) || lines.IsFolded(step.To);
        page.Append(
                CultureInfo.InvariantCulture,
                $"<div class=\"row{(step.Overtakes > 0 ? " choice" : "")}{(isBreak ? " break" : "")}\"{(isBreak ? " id=\"break\"" : "")}"
            )
            .Append(CultureInfo.InvariantCulture, $" title=\"step {step.Number} at {step.At}: {Escape(step.From)} to {Escape(step.To)}\">")
            .Append(
                CultureInfo.InvariantCulture,
                $"<i>{step.Number}</i><span class=\"lanes\"><s class=\"{kind} {direction}\" style=\"--a:{Math.Min(from, to)};--b:{Math.Max(from, to)}\"></s></span>"
            )
            .Append(
                CultureInfo.InvariantCulture,
                $"<span class=\"what\"><em{(needsNames ? " class=\"needed\"" : "")}>{Escape(who)}</em> <b>{Escape(step.What)}</b>"
            );
        if (step.Means is { } means)
        {
            page.Append(CultureInfo.InvariantCulture, $" <span>{Escape(means)}</span>");
        }

        if (step.Overtakes > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $" <small>before {step.Overtakes} older</small>");
        }

        if (isBreak)
        {
            page.Append(CultureInfo.InvariantCulture, $" <strong>{story.BrokeHow}</strong>");
        }

        page.Append("</span></div>\n");
    }

    private static void AppendChange(StringBuilder page, Story story)
    {
        if (story.Change.Lines.Count == 0)
        {
            return;
        }

        page.Append("<h2>State before (-) and after (+)</h2><pre>");
        foreach (var line in story.Change.Lines)
        {
            page.Append(CultureInfo.InvariantCulture, $"<span class=\"{(line.StartsWith('-') ? "was" : "is")}\">{Escape(line)}</span>\n");
        }

        page.Append("</pre>\n");
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
