using SvaOrleans.Documents;
using SvaOrleans.Reports.Exploring;
using SvaOrleans.Scenarios;

namespace SvaOrleans.Client.Exploring;

/// <summary>The timeline of an order, where <c>--html</c> wants it.</summary>
internal static class TimelineFile
{
    /// <summary>Asks whether it can be written, before the work that it is to show is done.</summary>
    /// <param name="path">The file to write.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void RequireWritable(string path)
    {
        try
        {
            var isNew = !File.Exists(path);
            File.Open(path, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
            if (isNew)
            {
                File.Delete(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Refused(path, e);
        }
    }

    /// <summary>The file of one scenario among several: <c>order-NAME.html</c> for <c>order.html</c>.</summary>
    /// <param name="path">The text that the user typed.</param>
    /// <param name="scenario">The scenario's name.</param>
    public static string NameFor(string path, string scenario)
    {
        var end = Path.GetExtension(path);
        return $"{path[..^end.Length]}-{string.Concat(scenario.Select(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '-'))}{end}";
    }

    /// <summary>Writes the page of an exploration, and says so on standard error.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="document">The scenario.</param>
    /// <param name="found">The result of the exploration.</param>
    /// <param name="exploration">The exploration.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(string path, ScenarioDocument document, ExplorationResult found, ScenarioExploration exploration)
    {
        Write(path, Timelines.Of(document, found, exploration, TokenScenario.CommandOf));
        Console.Error.WriteLine(
            found.Failure is { } failure
                ? $"{path}: the order in which {document.Plan.Name} breaks, at step {failure.Story.Broke} of {failure.Story.Steps.Count}"
                : $"{path}: nothing is broken in {document.Plan.Name}; what was explored, and one order as an example"
        );
    }

    /// <summary>Writes it.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="text">The page.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(string path, string text)
    {
        try
        {
            File.WriteAllText(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Refused(path, e);
        }
    }

    private static InputException Refused(string path, Exception e) =>
        new("--html", 0, 0, $"cannot write {path:part} ({e.Message:part})", "a file that can be written", e);
}
