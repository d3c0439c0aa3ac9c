using System.Globalization;
using SvaOrleans.Model.Events;

namespace SvaOrleans.Client.Rendering.Drawings;

/// <summary>Draws how one change of an address space reaches every device: as it happened, from the events of it.</summary>
internal static class FanOutDrawing
{
    private const int TimeColumn = 70;

    /// <summary>The picture.</summary>
    /// <param name="events">The events of one change, by time.</param>
    public static IEnumerable<string> Draw(IReadOnlyList<SvaEvent> events)
    {
        foreach (var notified in events.Where(static happened => happened.Kind == SvaEventKind.IoMmInvalidate))
        {
            var start = notified.At;
            yield return Line($"io_mm {notified.Subject.Name} is notified: {Pages(notified.Range)}", VirtualTime.Zero);
            foreach (
                var bond in events.Where(happened => happened.Kind == SvaEventKind.DriverMmInvalidate && happened.Object == notified.Object)
            )
            {
                yield return Line($"├─ mm_invalidate for the bond with {Bdf.Short(bond.Subject.Name)}", bond.At - start);
            }

            var batches = events.Where(static happened => happened.Kind == SvaEventKind.CommandsSubmit).ToArray();
            for (var index = 0; index < batches.Length; index++)
            {
                foreach (var line in Batch(events, batches[index], notified.Range, start, index == batches.Length - 1))
                {
                    yield return line;
                }
            }
        }
    }

    private static IEnumerable<string> Batch(
        IReadOnlyList<SvaEvent> events,
        SvaEvent batch,
        PageRange asked,
        VirtualTime start,
        bool isLast
    )
    {
        var sync = events.FirstOrDefault(happened =>
            happened.Kind == SvaEventKind.CommandsSync && happened.Object == batch.Object && happened.Subject == batch.Subject
        );
        var (branch, bar) = isLast ? ("└─", "   ") : ("├─", "│  ");
        yield return Line($"{branch} domain {batch.Subject.Name}: {batch.Value} commands to {batch.Object.Name}", batch.At - start);
        foreach (
            var dropped in events.Where(happened =>
                happened.Kind == SvaEventKind.AtcInvalidate && happened.At > batch.At && happened.At <= sync.At
            )
        )
        {
            var over = dropped.Range.Count - asked.Count;
            yield return Line(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{bar}├─ {Bdf.Short(dropped.Object.Name)} drops {Pages(dropped.Range)}: {dropped.Value} entries{(over > 0 ? $", {over} too many" : "")}"
                ),
                dropped.At - start
            );
        }

        yield return Line($"{bar}└─ sync: every device has answered", sync.At - start);
    }

    private static string Pages(PageRange range) => range.IsAll ? "all pages" : "pages " + PageWords.Of(range);

    private static string Line(string text, VirtualTime at) => $" {text}".PadRight(TimeColumn) + $"+{Times.Of(at)}".PadLeft(10);
}
