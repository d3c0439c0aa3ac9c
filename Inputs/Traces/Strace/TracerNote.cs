using System.Globalization;

namespace SvaOrleans.Inputs.Traces.Strace;

/// <summary>What a note of the tracer about a process says.</summary>
internal enum NoteKind
{
    /// <summary>Nothing that changes the set of followed tasks.</summary>
    Other,

    /// <summary>The tracer follows a new task.</summary>
    Attached,

    /// <summary>The tracer follows the task no longer: it ended, or the tracer stops.</summary>
    Detached,
}

/// <summary>The tracer's own words about a process: <c>strace: Process 7 attached</c>.</summary>
/// <remarks>
/// They go to the terminal at once, in the middle of a line that is being written. Before version 4.9 they had no name before them, and
/// said more: <c>Process 7 attached (waiting for parent)</c>, <c>Process 7 resumed (parent 6 ready)</c>, <c>Process 6 suspended</c>,
/// <c>Process 7 detached</c>. The name is that by which the tracer was called, so it can be a path.
/// </remarks>
/// <param name="Kind">What it says.</param>
/// <param name="Pid">The process.</param>
/// <param name="Start">Where in the line the note begins; what is before it belongs to a call.</param>
internal readonly record struct TracerNote(NoteKind Kind, int Pid, int Start)
{
    private const string Mark = "Process ";

    /// <summary>Finds the note in which a line ends.</summary>
    /// <param name="line">The line.</param>
    /// <param name="tracer">The name by which the tracer is known to call itself; null when no line has shown it.</param>
    /// <param name="note">The note.</param>
    public static bool TryFind(ReadOnlySpan<char> line, string? tracer, out TracerNote note)
    {
        note = default;
        var at = line.LastIndexOf(Mark);
        if (at < 0 || !TryKind(line[(at + Mark.Length)..], out var kind, out var pid))
        {
            return false;
        }

        note = new(kind, pid, at - NameLength(line[..at], tracer));
        return true;
    }

    /// <summary>
    /// Length of the name before the tracer's own words at the beginning of a line, with the colon and the blank; 0 for none.
    /// </summary>
    /// <param name="line">The line.</param>
    public static int TalkLength(ReadOnlySpan<char> line)
    {
        var colon = line.IndexOf(": ");
        if (colon <= 0 || line[..colon].ContainsAny(' ', '(', '"'))
        {
            return 0;
        }

        var name = line[(line[..colon].LastIndexOf('/') + 1)..colon];
        return name.Contains("strace", StringComparison.Ordinal) ? colon + 2 : 0;
    }

    private static bool TryKind(ReadOnlySpan<char> words, out NoteKind kind, out int pid)
    {
        kind = NoteKind.Other;
        pid = 0;
        var blank = words.IndexOf(' ');
        if (blank <= 0 || !int.TryParse(words[..blank], NumberStyles.None, CultureInfo.InvariantCulture, out pid))
        {
            return false;
        }

        var said = words[(blank + 1)..].TrimEnd();
        switch (said)
        {
            case "attached" or "attached (waiting for parent)":
                kind = NoteKind.Attached;
                return true;
            case "detached":
                kind = NoteKind.Detached;
                return true;
            case "suspended" or "resumed":
                return true;
            default:
                // "attached with 3 threads" names no new task.
                return said.StartsWith("attached with ") || (said.StartsWith("resumed (parent ") && said.EndsWith(" ready)"));
        }
    }

    private static int NameLength(ReadOnlySpan<char> before, string? tracer)
    {
        if (!before.EndsWith(": "))
        {
            return 0;
        }

        var named = before[..^2];
        if (tracer is not null && named.EndsWith(tracer))
        {
            return tracer.Length + 2;
        }

        var start = named.Length;
        while (start > 0 && (char.IsAsciiLetterOrDigit(named[start - 1]) || named[start - 1] is '_' or '.' or '+' or '-' or '/' or '~'))
        {
            start--;
        }

        var word = named[start..];
        var slash = word.IndexOf('/');
        if (slash >= 0)
        {
            // A path from the root, from here, from above: "SIGCHLD/usr/bin/strace", "SIGCHLD./strace", "SIGCHLD../strace".
            var dots = 0;
            while (dots < 2 && slash - dots > 0 && word[slash - dots - 1] is '.' or '~')
            {
                dots++;
            }

            return word.Length - slash + dots + 2;
        }

        var own = word.LastIndexOf("strace");
        return own < 0 ? word.Length + 2 : word.Length - own + 2;
    }
}
