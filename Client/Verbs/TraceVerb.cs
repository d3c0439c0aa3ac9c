using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using SvaOrleans.Client.Rendering;
using SvaOrleans.Inputs.Traces;
using SvaOrleans.Inputs.Traces.Decoding;

namespace SvaOrleans.Client.Verbs;

/// <summary><c>sva trace</c>: brings traces of real programs in, and counts what is in them.</summary>
internal static class TraceVerb
{
    public static Command Create() =>
        new("trace", "Bring the trace of a program in (strace -f -ttt), or count what is in it.") { CreateImport(), CreateStats() };

    private static Command CreateImport()
    {
        var source = new Argument<string>("trace") { Description = "strace text, plain or gzip (docs/trace.md tells how to take one)." };
        var output = new Option<string>("--out", "-o")
        {
            Description = "The event file to write; packed with gzip when its name ends in .gz.",
            Required = true,
        };
        var json = new Option<bool>("--json") { Description = "Print the counts as JSON." };
        var verb = new Command("import", "Make an event file of a trace, which loads faster and names what was understood.")
        {
            source,
            output,
            json,
        };
        verb.SetAction(
            (parsed, cancel) =>
            {
                var stats = Watched(progress => TraceImport.Run(parsed.GetValue(source)!, parsed.GetValue(output)!, progress, cancel));
                Tell(stats, parsed.GetValue(json));
                if (!parsed.GetValue(json))
                {
                    Terminal.Hanging(
                        Terminal.Console,
                        "",
                        Terminal.Plain(FormattableString.Invariant($"{parsed.GetValue(output)}: {stats.Events} events written"))
                    );
                }

                return Task.CompletedTask;
            }
        );
        return verb;
    }

    private static Command CreateStats()
    {
        var source = new Argument<string>("trace") { Description = "A trace: strace text or an event file, plain or gzip." };
        var json = new Option<bool>("--json") { Description = "Print the counts as JSON." };
        var verb = new Command("stats", "Count tasks, address spaces, calls and ends of a trace.") { source, json };
        verb.SetAction(
            (parsed, cancel) =>
            {
                var stats = Watched(progress => TraceReader.CountAll(parsed.GetValue(source)!, progress, cancel));
                Tell(stats, parsed.GetValue(json));
                return Task.CompletedTask;
            }
        );
        return verb;
    }

    private static TraceStats Watched(Func<IProgress<TraceProgress>, TraceStats> read)
    {
        var line = new ProgressLine();
        try
        {
            return read(new Reporter(line));
        }
        finally
        {
            line.Clear();
        }
    }

    private static void Tell(TraceStats stats, bool isJson)
    {
        if (isJson)
        {
            Console.Out.WriteLine(stats.ToJson());
            return;
        }

        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        table.AddColumn("in the trace");
        table.AddColumn(new TableColumn("count").RightAligned());
        Row(table, "lines", stats.Lines);
        Row(table, "  not understood", stats.LinesNotUnderstood);
        Row(table, "events", stats.Events);
        Row(table, "tasks", stats.Tasks);
        Row(table, "  by fork", stats.Forks);
        Row(table, "  by vfork or clone with the same address space", stats.Vforks);
        Row(table, "  threads", stats.Threads);
        Row(table, "  without a parent in the trace", stats.WithoutParent);
        Row(table, "execs", stats.Execs);
        Row(table, "address spaces", stats.AddressSpaces);
        Row(table, "tasks still running at the end", stats.StillRunning);
        table.AddRow("duration", stats.Timed ? Times.Of(stats.Duration) : "no time stamps");
        Terminal.Console.Write(table);

        Counts("calls", stats.Calls);
        Counts("ends", stats.Exits);
        Counts("changed memory unseen, left out", stats.LeftOut);
        foreach (var (name, count) in stats.Assumed)
        {
            Terminal.Line($"[yellow]assumed:[/] {count} {Terminal.Plain(Assumptions.Words(name))}");
        }

        foreach (var odd in stats.OddLines)
        {
            Terminal.Line($"[yellow]line {odd.Line} was not understood:[/] {Terminal.Plain(odd.Text)}");
        }

        if (stats.LastLineCut)
        {
            Terminal.Line("[yellow]the last line breaks off[/]");
        }
    }

    private static void Counts(string title, SortedDictionary<string, long> counts)
    {
        if (counts.Count > 0)
        {
            Terminal.Line(
                $"[bold]{title}[/]  {Terminal.Plain(string.Join(", ", counts.OrderByDescending(static pair => pair.Value).Select(static pair => FormattableString.Invariant($"{pair.Key} {pair.Value}"))))}"
            );
        }
    }

    private static void Row(Table table, string what, long count) =>
        table.AddRow(what, count.ToString("#,0", CultureInfo.InvariantCulture));

    private sealed class Reporter(ProgressLine line) : IProgress<TraceProgress>
    {
        public void Report(TraceProgress value) =>
            line.Show(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{value.Lines} lines, {value.Events} events{(value.BytesTotal is > 0 and { } total ? $", {100.0 * value.BytesRead / total:0} %" : "")}"
                )
            );
    }
}
