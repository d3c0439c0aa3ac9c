namespace SvaOrleans.Inputs.Traces.Strace;

/// <summary>Makes events of strace text.</summary>
internal sealed class StraceDecoder : ILineDecoder
{
    /// <summary>Most steps that are held back while something later in the trace must be known, such as a child's parent.</summary>
    public const int LookAhead = 65_536;

    /// <summary>Most lines at a file's beginning of which none is understood, before it is refused.</summary>
    public const int StrangeLinesMost = 200;

    private const string Expected = "strace text with lines such as '4101 1763720001.000210 munmap(0x7f1200000000, 4096) = 0'";
    private const string AttachedMark = "Process ";
    private const string Tracer = "strace: ";

    private readonly string file;
    private readonly StraceClock clock = new();
    private readonly StraceCalls calls;
    private readonly Queue<TraceEvent> made = new();
    private readonly StraceTasks tasks;
    private string carried = "";
    private long carriedLine;
    private long understood;
    private long firstOdd;
    private bool inSummary;

    /// <summary>Starts at a file's beginning.</summary>
    /// <param name="file">The file's name, for messages.</param>
    public StraceDecoder(string file)
    {
        this.file = file;
        calls = new(file);
        tasks = new(file, Stats, calls, made);
    }

    /// <inheritdoc/>
    public TraceStats Stats { get; } = new();

    /// <inheritdoc/>
    public void Take(ReadOnlySpan<char> line, long number, bool cut, Queue<TraceEvent> events)
    {
        Stats.Lines = number;
        if (carried.Length > 0)
        {
            line = string.Concat(carried, line);
            carried = "";
        }

        if (CutByAttachment(ref line, number))
        {
            return;
        }

        TakeWhole(line, number, cut);
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

    private bool CutByAttachment(ref ReadOnlySpan<char> line, long number)
    {
        // To a terminal, the news of a new task cuts the line being written: "munmap(0x7f00, 8192strace: Process 7 attached", then ") = 0".
        if (!line.EndsWith(" attached"))
        {
            return false;
        }

        // Old versions do not say "strace: ".
        var mark = line.LastIndexOf(AttachedMark);
        mark -= mark > 0 && line[..mark].EndsWith(Tracer) ? Tracer.Length : 0;
        if (mark <= 0)
        {
            return false;
        }

        var news = StraceLine.Parse(line[mark..]);
        if (news.Kind != LineKind.Attached)
        {
            return false;
        }

        calls.TryTake(news, number, clock.Now);
        carried = line[..mark].ToString();
        carriedLine = number;
        return true;
    }

    private void TakeWhole(ReadOnlySpan<char> line, long number, bool cut)
    {
        if (inSummary || line.StartsWith("% time "))
        {
            // The table of -C, up to the end.
            inSummary = true;
            return;
        }

        var parsed = StraceLine.Parse(line);
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
}
