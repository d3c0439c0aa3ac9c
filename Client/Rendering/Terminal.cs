using System.Globalization;
using Spectre.Console;

namespace SvaOrleans.Client.Rendering;

/// <summary>Where people read.</summary>
internal static class Terminal
{
    /// <summary>The console; 80 columns wide where nobody says how wide it is, and plain text where no terminal is.</summary>
    public static IAnsiConsole Console { get; } = Create();

    /// <summary>Writes a line of markup.</summary>
    public static void Line(string markup = "") => Console.MarkupLine(markup);

    /// <summary>Writes a line of markup that stays one line, for people who search in what was printed.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="markup">The line.</param>
    public static void Unwrapped(IAnsiConsole console, string markup) => AtWidth(console, short.MaxValue, () => console.MarkupLine(markup));

    /// <summary>Writes as if the console had another width.</summary>
    /// <param name="console">Where to.</param>
    /// <param name="columns">The width.</param>
    /// <param name="write">What writes.</param>
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

    /// <summary>Text that is no markup.</summary>
    public static string Plain(string text) => Markup.Escape(text);

    private static IAnsiConsole Create()
    {
        var isPlain = System.Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isPlain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = isPlain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = InteractionSupport.No,
        });

        // Boxes are drawn with Unicode; what cannot show it shows something else, which still is a line.
        console.Profile.Capabilities.Unicode = true;
        if (int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns is >= 40 and <= 1000)
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
