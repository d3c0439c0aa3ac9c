using System.Globalization;
using System.Net;
using System.Text;

namespace SvaOrleans.Simulation.Exploration.Reports;

/// <summary>A schedule as one HTML file that needs nothing else: a column for each grain, a row for each step, arrows between.</summary>
public static class HtmlTimeline
{
    private const int Column = 190;
    private const int Row = 26;
    private const int Names = 50;
    private const int Top = 14;
    private const int Left = 60;

    /// <summary>Writes it.</summary>
    /// <param name="story">The schedule.</param>
    /// <param name="title">What it is of.</param>
    /// <param name="token">The line that repeats it.</param>
    public static string Of(Story story, string title, string token)
    {
        IReadOnlyList<string> actors = story.Actors;
        Dictionary<string, int> places = actors.Index().ToDictionary(static actor => actor.Item, static actor => actor.Index);
        int width = Left + (actors.Count * Column) + 40;
        int height = Top + (story.Steps.Count * Row) + 40;
        StringBuilder page = new();
        page.Append(CultureInfo.InvariantCulture, $$"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>{{Escape(title)}}</title>
            <style>
            :root { color-scheme: light dark; --ink: light-dark(#1c2430, #e6e9ee); --line: light-dark(#c9d1db, #3a4452); --call: light-dark(#1f5fbf, #7db4ff); --answer: light-dark(#6b7685, #93a0b1); --choice: light-dark(#b3261e, #ff8a80); }
            body { font: 14px/1.45 system-ui, sans-serif; color: var(--ink); background: light-dark(#fff, #14181e); margin: 24px; }
            pre { background: light-dark(#f4f6f8, #1d232b); padding: 8px 12px; overflow-x: auto; }
            .bad { color: var(--choice); font-weight: 600; }
            .chart { overflow: auto; max-height: 80vh; border: 1px solid var(--line); } .chart svg { display: block; } .names { position: sticky; top: 0; background: light-dark(#fff, #14181e); }
            text { fill: var(--ink); font-size: 12px; } .who { font-weight: 600; } .no { fill: var(--answer); }
            .life { stroke: var(--line); } .call { stroke: var(--call); } .answer { stroke: var(--answer); stroke-dasharray: 4 3; }
            .choice { stroke: var(--choice); stroke-width: 2; } .dot { fill: var(--call); } .row:hover rect { fill: light-dark(#eef3fb, #222b36); } rect { fill: transparent; }
            </style></head><body>
            <h1>{{Escape(title)}}</h1>

            """);
        if (story.Outcome.Violation is { } violation)
        {
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"bad\">{Escape(violation.Kind.ToString())}: {Escape(violation.Invariant)}</p><pre>{Escape(violation.Message)}</pre>\n");
        }

        page.Append(CultureInfo.InvariantCulture, $"<p>{story.Steps.Count} steps. Red: where the schedule did not take the oldest step that was ready. Repeat it with</p><pre>sva replay {Escape(token)}</pre>\n<div class=\"chart\"><svg class=\"names\" width=\"{width}\" height=\"{Names}\">\n");
        for (int actor = 0; actor < actors.Count; actor++)
        {
            page.Append(CultureInfo.InvariantCulture, $"<text class=\"who\" x=\"{X(actor)}\" y=\"{(actor % 2 == 0 ? 20 : 40)}\" text-anchor=\"middle\">{Escape(actors[actor])}</text>\n");
        }

        page.Append(CultureInfo.InvariantCulture, $"</svg><svg width=\"{width}\" height=\"{height}\" role=\"img\" aria-label=\"sequence of steps\">\n");
        page.Append("<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto-start-reverse\"><path d=\"M0 0L8 4L0 8z\" fill=\"context-stroke\"/></marker></defs>\n");
        for (int actor = 0; actor < actors.Count; actor++)
        {
            page.Append(CultureInfo.InvariantCulture, $"<line class=\"life\" x1=\"{X(actor)}\" y1=\"0\" x2=\"{X(actor)}\" y2=\"{height - 20}\"/>\n");
        }

        for (int index = 0; index < story.Steps.Count; index++)
        {
            Append(page, story.Steps[index], Top + (index * Row) + 12, width, actor => X(places[actor]));
        }

        page.Append("</svg></div>\n");
        if (story.Change.Lines.Count > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"<h2>State before (-) and after (+)</h2><pre>{Escape(string.Join('\n', story.Change.Lines))}</pre>\n");
        }

        page.Append("</body></html>\n");
        return page.ToString();

        static int X(int actor) => Left + (actor * Column) + (Column / 2);
    }

    private static void Append(StringBuilder page, StoryStep step, int y, int width, Func<string, int> place)
    {
        int from = place(step.From);
        int to = place(step.To);
        string line = step.Overtakes > 0 ? "choice" : step.Kind == StepKind.Response ? "answer" : "call";
        string what = step.Means is { } means ? $"{step.What} · {means}" : step.What;
        string more = step.Overtakes > 0 ? string.Create(CultureInfo.InvariantCulture, $", chosen before {step.Overtakes} older") : "";
        page.Append(CultureInfo.InvariantCulture, $"<g class=\"row\"><title>step {step.Number} at {step.At}: {Escape(step.From)} to {Escape(step.To)}, {Escape(what)}{more}</title><rect x=\"0\" y=\"{y - 13}\" width=\"{width}\" height=\"{Row}\"/><text class=\"no\" x=\"8\" y=\"{y + 4}\">{step.Number}</text>");
        if (from == to)
        {
            page.Append(CultureInfo.InvariantCulture, $"<circle class=\"dot\" cx=\"{to}\" cy=\"{y}\" r=\"4\"/><text x=\"{to + 10}\" y=\"{y + 4}\">{Escape(what)}</text></g>\n");
        }
        else
        {
            page.Append(CultureInfo.InvariantCulture, $"<line class=\"{line}\" x1=\"{from}\" y1=\"{y}\" x2=\"{to}\" y2=\"{y}\" marker-end=\"url(#tip)\"/><text x=\"{Math.Min(from, to) + 8}\" y=\"{y - 3}\">{Escape(what)}</text></g>\n");
        }
    }

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
