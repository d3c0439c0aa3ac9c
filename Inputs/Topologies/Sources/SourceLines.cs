using System.Buffers;
using SvaOrleans.Documents;
using SvaOrleans.Inputs.Files;
using SvaOrleans.Model.Quoting;

namespace SvaOrleans.Inputs.Topologies.Sources;

/// <summary>One line of a source, or a value from it, with its file and line.</summary>
/// <typeparam name="T">Type of the value.</typeparam>
/// <param name="Value">The line, or the value.</param>
/// <param name="File">The file's name.</param>
/// <param name="Line">The line, from 1.</param>
internal readonly record struct Found<T>(T Value, string File, long Line)
{
    /// <summary>Another value from the same line.</summary>
    /// <param name="value">The value.</param>
    public Found<TOther> With<TOther>(TOther value) => new(value, File, Line);

    /// <summary>Makes the report of this line.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="expected">What should be there.</param>
    public InputException Wrong(Complaint problem, string expected = "") => new(File, Line, 0, problem, expected);
}

/// <summary>Reads a source's lines, without what commands complain about in between.</summary>
internal static class SourceLines
{
    /// <summary>Largest source that is read, in bytes.</summary>
    private const long LargestBytes = 256L << 20;

    private const int LinesBeforeMost = 10_000;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Reads a file's lines; empty ones and noise are left out.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="expected">What the file should be, for messages.</param>
    /// <exception cref="InputException">The file cannot be read, is no text, or is too large.</exception>
    public static List<Found<string>> Read(string path, string expected)
    {
        using var lines = new LineReader(InputFile.Open(path, expected), path, expected);
        return Read(lines, path, expected);
    }

    /// <summary>Reads a text's lines; empty ones and noise are left out.</summary>
    /// <param name="lines">The text.</param>
    /// <param name="path">Its name.</param>
    /// <param name="expected">What it should be, for messages.</param>
    public static List<Found<string>> Read(LineReader lines, string path, string expected) => [.. Stream(lines, path, expected)];

    /// <summary>Reads a text's lines one by one, as <see cref="Read(LineReader, string, string)"/> does.</summary>
    /// <param name="lines">The text.</param>
    /// <param name="path">Its name.</param>
    /// <param name="expected">What it should be, for messages.</param>
    /// <param name="dressing">Takes off what is around the text.</param>
    public static IEnumerable<Found<string>> Stream(LineReader lines, string path, string expected, TextDressing? dressing = null)
    {
        dressing ??= new();
        var before = new List<Found<string>>();
        var isOpen = true;
        var size = 0L;
        while (lines.TryRead(out var line))
        {
            size += line.Length + 1;
            if (size > LargestBytes)
            {
                throw new InputException(path, lines.LineNumber, 0, $"the text is larger than {LargestBytes >> 20} MiB", expected);
            }

            if (!dressing.TryTake(line, out var text) || IsNoise(text))
            {
                continue;
            }

            var found = new Found<string>(text.ToString(), path, lines.LineNumber);
            if (isOpen && !dressing.IsDecided && before.Count < LinesBeforeMost)
            {
                before.Add(found);
                continue;
            }

            if (isOpen)
            {
                // Lines before the first that can begin the text are words around it, or faults of its own.
                isOpen = false;
                if (dressing.IsDressed)
                {
                    dressing.LeaveOut(before.Count);
                    before.Clear();
                }

                foreach (var early in before)
                {
                    yield return early;
                }
            }

            yield return found;
        }

        foreach (var early in isOpen ? before : [])
        {
            yield return early;
        }
    }

    /// <summary>Whether a name is a PCI address that broke off: other devices' names (<c>ARMH0011:00</c>) do not begin like one.</summary>
    /// <param name="name">A name that is no PCI address.</param>
    public static bool IsBrokenAddress(string name) =>
        name.Length > 4 && name[4] == ':' && name.AsSpan(0, 4).IndexOfAnyExcept(HexDigits) < 0;

    /// <summary>
    /// Comments, shell prompts, and what commands say to their user: <c>lspci: Unable to load libkmod resources: error -2</c>.
    /// </summary>
    private static bool IsNoise(ReadOnlySpan<char> line)
    {
        if (line[0] is '#' or '$' or '!')
        {
            return true;
        }

        var colon = line.IndexOf(": ");
        if (colon < 2 || !char.IsAsciiLetter(line[0]) || line.StartsWith("Group: "))
        {
            return false;
        }

        foreach (var c in line[..colon])
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or '/'))
            {
                return false;
            }
        }

        // A function of segment 0xabcd begins "abcd:", not "abcd: ".
        return true;
    }
}
