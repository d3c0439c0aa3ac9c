using System.Globalization;
using Spectre.Console;
using SvaOrleans.Documents;

namespace SvaOrleans.Client.Rendering;

/// <summary>Output for people.</summary>
internal static class Terminal
{
    private static readonly int? GivenColumns =
        int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns)
        && columns is >= 40 and <= 1000
            ? columns
            : null;

    /// <summary>The console: 80 columns wide if no width is known, and plain text if there is no terminal.</summary>
    public static IAnsiConsole Console { get; } = Create();

    /// <summary>Writes a line of markup.</summary>
    public static void Line(string markup = "") => Console.MarkupLine(markup);

    /// <summary>Writes a line of markup that stays one line, for people who search in what was printed.</summary>
    public static void Unwrapped(IAnsiConsole console, string markup) => AtWidth(console, short.MaxValue, () => console.MarkupLine(markup));

    /// <summary>The maximum length of a line: unlimited if no width is known.</summary>
    public static int LineColumns =>
        GivenColumns is not null || !System.Console.IsOutputRedirected ? Console.Profile.Width : short.MaxValue;

    /// <summary>Writes a line. Text wider than the terminal continues below its own beginning.</summary>
    /// <param name="console">The console to write to.</param>
    /// <param name="first">The plain text before it.</param>
    /// <param name="markup">The text.</param>
    public static void Hanging(IAnsiConsole console, string first, string markup)
    {
        var columns = LineColumns;
        if (first.Length + Markup.Remove(markup).Length <= columns)
        {
            AtWidth(console, columns, () => console.MarkupLine(Markup.Escape(first) + markup));
            return;
        }

        var grid = new Grid()
            .AddColumn(new GridColumn().NoWrap().Padding(0, 0, 0, 0).Width(first.Length))
            .AddColumn(new GridColumn().Padding(0, 0, 0, 0));
        AtWidth(console, columns, () => console.Write(grid.AddRow(Markup.Escape(first), markup)));
    }

    /// <summary>Runs a writer with another width of the console.</summary>
    /// <param name="console">The console to write to.</param>
    /// <param name="columns">The width.</param>
    /// <param name="write">The writer.</param>
    public static void AtWidth(IAnsiConsole console, int columns, Action write)
    {
        var width = console.Profile.Width;
        console.Profile.Width = columns;
        try
        {
            write();
        }
        finally
        {
            console.Profile.Width = width;
        }
    }

    /// <summary>Text that is no markup, and does not steer the terminal.</summary>
    public static string Plain(string text) => Markup.Escape(PrintableText.OneLine(text));

    private static IAnsiConsole Create()
    {
        var isPlain = System.Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = isPlain ? AnsiSupport.No : AnsiSupport.Detect,
                ColorSystem = isPlain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
                Interactive = InteractionSupport.No,
            }
        );

        // Boxes are drawn with Unicode; what cannot show it shows something else, which still is a line.
        console.Profile.Capabilities.Unicode = true;
        if (GivenColumns is { } columns)
        {
            console.Profile.Width = columns;
        }
        else if (System.Console.IsOutputRedirected)
        {
            console.Profile.Width = 80;
        }

        return console;
    }
}
