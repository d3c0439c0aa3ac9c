using SvaOrleans.Inputs.Files;

namespace SvaOrleans.Inputs.Traces.Strace;

/// <summary>Makes events of strace text.</summary>
internal sealed class StraceDecoder : ILineDecoder
{
    /// <summary>Most steps that are held back while something later in the trace must be known, such as a child's parent.</summary>
    public const int LookAhead = 65_536;

    /// <summary>Most lines at a file's beginning of which none is understood, before it is refused.</summary>
    public const int StrangeLinesMost = 200;

    private const string Expected = "strace text with lines such as '4101 1763720001.000210 munmap(0x7f1200000000, 4096) = 0'";

    private readonly string file;
    private readonly StraceClock clock = new();
    private readonly StraceCalls calls;
    private readonly Queue<TraceEvent> made = new();
    private readonly StraceTasks tasks;
    private string carried = "";
    private long carriedLine;
    private long understood;
    private long firstOdd;
    private readonly List<int> attached = [];
    private string? tracer;
    private bool inSummary;
    private bool? isPrefixed;
    private Block block;

    /// <summary>Starts at a file's beginning.</summary>
    /// <param name="file">The file's name, for messages.</param>
    public StraceDecoder(string file)
    {
        this.file = file;
        calls = new(file, Stats);
        tasks = new(file, Stats, calls, made);
    }

    /// <inheritdoc/>
    public TraceStats Stats { get; } = new();

    /// <inheritdoc/>
    public void Take(ReadOnlySpan<char> line, long number, bool cut, Queue<TraceEvent> events)
    {
        Stats.Lines = number;
        if (ColouredText.Is(line))
        {
            line = ColouredText.Plain(line);
        }

        if (isPrefixed == true)
        {
            line = LinePrefix.Without(line);
        }

        if (IsOutsideBlock(line) || TakeNote(line))
        {
            return;
        }

        if (carried.Length > 0)
        {
            line = string.Concat(carried, line);
            carried = "";
        }

        TakeWhole(line, number, cut);
        foreach (var pid in attached)
        {
            calls.Arrivals.Appears(pid, number, isNewLife: true);
        }

        attached.Clear();
        Drain(events, atEnd: false);
    }

    /// <inheritdoc/>
    public void End(Queue<TraceEvent> events)
    {
        if (carried.Length > 0)
        {
            Odd(carried, carriedLine);
        }

        if (understood == 0)
        {
            throw new InputException(
                file, firstOdd, 0, Stats.Lines == 0 ? "the file is empty" : "there is no line of strace text in this file", Expected);
        }

        Drain(events, atEnd: true);
        tasks.End();
        HandOut(events);
        calls.AddCounts(Stats.Calls);
        Stats.Timed = clock.Timed;
        Stats.Duration = clock.Now;
    }

    private static bool LooksComplete(ReadOnlySpan<char> line)
    {
        // A number may have lost digits; these ends cannot.
        line = line.TrimEnd();
        return line.EndsWith("= 0") || line.EndsWith("?") || line.EndsWith(")") || line.EndsWith(">") || line.EndsWith("+++") || line.EndsWith("---");
    }

    private bool IsOutsideBlock(ReadOnlySpan<char> line)
    {
        // Text in Markdown: the trace is in the blocks, when none of it came before them.
        if ((line.Contains("```", StringComparison.Ordinal) || line.Contains("~~~", StringComparison.Ordinal))
            && LinePrefix.IsFence(LinePrefix.Without(line)))
        {
            if (block == Block.None && understood == 0)
            {
                LeaveOutOddLines();
                block = Block.Inside;
            }
            else if (block != Block.None)
            {
                block = block == Block.Inside ? Block.Outside : Block.Inside;
            }

            return true;
        }

        if (block != Block.Outside)
        {
            return false;
        }

        if (!line.Trim().IsEmpty)
        {
            Stats.Assume(Assumption.LineAround);
        }

        return true;
    }

    private void LeaveOutOddLines()
    {
        for (; Stats.LinesNotUnderstood > 0; Stats.LinesNotUnderstood--)
        {
            Stats.Assume(Assumption.LineAround);
        }

        Stats.OddLines.Clear();
    }

    private bool TakeNote(ReadOnlySpan<char> line)
    {
        // To a terminal, the news of a task cuts the line being written: "munmap(0x7f00, 8192strace: Process 7 attached", then ") = 0".
        if (!TracerNote.TryFind(line, tracer, out var note))
        {
            return false;
        }

        if (note.Start == 0)
        {
            var name = line[..TracerNote.TalkLength(line)];
            tracer ??= name.IsEmpty ? null : name[..^2].ToString();
            if (carried.Length == 0)
            {
                return false;
            }
        }

        carried = string.Concat(carried, line[..note.Start]);
        carriedLine = Stats.Lines;
        if (note.Kind == NoteKind.Attached)
        {
            calls.Announce(note.Pid);
            attached.Add(note.Pid);
        }
        else if (note.Kind == NoteKind.Detached)
        {
            calls.TryTake(StraceLine.Parse(line[note.Start..]), Stats.Lines, clock.Now);
        }

        return true;
    }

    /// <summary>Takes a line apart, with and without what may stand before it in a mail, a journal or a log.</summary>
    private StraceLine Parse(ref ReadOnlySpan<char> line)
    {
        var parsed = StraceLine.Parse(line);
        var isStrange = parsed.Kind == LineKind.NotUnderstood || (parsed.Kind == LineKind.Noise && line.TrimStart().StartsWith(">"));
        if (isPrefixed is not null || !isStrange)
        {
            if (!isStrange && parsed.Kind != LineKind.Noise)
            {
                isPrefixed ??= false;
            }

            return parsed;
        }

        var rest = line;
        while (LinePrefix.TryTake(ref rest))
        {
            var other = StraceLine.Parse(rest);
            if (other.Kind is not (LineKind.NotUnderstood or LineKind.Noise))
            {
                isPrefixed = true;
                LeaveOutOddLines();
                line = rest;
                return other;
            }
        }

        return parsed;
    }

    private void TakeWhole(ReadOnlySpan<char> line, long number, bool cut)
    {
        if (inSummary || line.StartsWith("% time "))
        {
            // The table of -C, up to the end.
            inSummary = true;
            return;
        }

        var parsed = Parse(ref line);
        if (parsed.Kind == LineKind.Noise)
        {
            return;
        }

        if (cut && (parsed.Kind == LineKind.NotUnderstood || !LooksComplete(line)))
        {
            Stats.LastLineCut = true;
            return;
        }

        if (parsed.Kind == LineKind.NotUnderstood || !calls.TryTake(parsed, number, clock.Take(parsed.StampForm, parsed.StampNanoseconds)))
        {
            Odd(line, number);
            return;
        }

        understood++;
    }

    private void Odd(ReadOnlySpan<char> line, long number)
    {
        if (firstOdd == 0)
        {
            firstOdd = number;
        }

        Stats.LinesNotUnderstood++;
        if (Stats.OddLines.Count < TraceStats.OddLinesKept)
        {
            Stats.OddLines.Add(new(number, line[..Math.Min(line.Length, 120)].ToString()));
        }

        if (understood == 0 && Stats.LinesNotUnderstood >= StrangeLinesMost)
        {
            throw new InputException(file, firstOdd, 0, $"the first {StrangeLinesMost} lines are no strace text", Expected);
        }
    }

    private void Drain(Queue<TraceEvent> events, bool atEnd)
    {
        while (calls.Steps.TryPeek(out var step))
        {
            if (!tasks.TryTake(step, atEnd || calls.Steps.Count > LookAhead, atEnd, out var odd))
            {
                break;
            }

            calls.Steps.Dequeue();
            if (odd)
            {
                understood--;
                Odd($"{step.Name}({step.Arguments})", step.Line);
            }
        }

        HandOut(events);
    }

    private void HandOut(Queue<TraceEvent> events)
    {
        Stats.Events += made.Count;
        while (made.TryDequeue(out var one))
        {
            events.Enqueue(one);
        }
    }

    private enum Block
    {
        None,
        Inside,
        Outside,
    }
}
