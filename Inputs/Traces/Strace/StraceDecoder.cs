using SvaOrleans.Documents;
using SvaOrleans.Inputs.Files;
using SvaOrleans.Inputs.Traces.Decoding;
using SvaOrleans.Inputs.Traces.Events;

namespace SvaOrleans.Inputs.Traces.Strace;

/// <summary>Makes events of strace text.</summary>
internal sealed class StraceDecoder : ILineDecoder
{
    /// <summary>Most steps that are held back while something later in the trace must be known, such as a child's parent.</summary>
    public const int LookAhead = 65_536;

    /// <summary>Most lines at a file's beginning of which none is understood, before it is refused.</summary>
    public const int StrangeLinesMost = 200;

    private const string Expected = "strace text with lines such as '4101 1763720001.000210 munmap(0x7f1200000000, 4096) = 0'";

    private readonly string _file;
    private readonly StraceClock _clock = new();
    private readonly StraceCalls _calls;
    private readonly Queue<TraceEvent> _made = new();
    private readonly StraceTasks _tasks;
    private string _carried = "";
    private long _carriedLine;
    private long _understood;
    private long _firstOdd;
    private readonly List<int> _attached = [];
    private string? _tracer;
    private bool _inSummary;
    private bool? _isPrefixed;
    private Block _block;

    /// <summary>Starts at a file's beginning.</summary>
    /// <param name="file">The file's name, for messages.</param>
    public StraceDecoder(string file)
    {
        this._file = file;
        _calls = new(file, Stats);
        _tasks = new(file, Stats, _calls.Clones, _made);
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

        if (_isPrefixed == true)
        {
            line = LinePrefix.Without(line);
        }

        if (IsOutsideBlock(line) || TakeNote(line))
        {
            return;
        }

        if (_carried.Length > 0)
        {
            line = string.Concat(_carried, line);
            _carried = "";
        }

        TakeWhole(line, number, cut);
        foreach (var pid in _attached)
        {
            _calls.Clones.Arrivals.Appears(pid, number, isNewLife: true);
        }

        _attached.Clear();
        Drain(events, atEnd: false);
    }

    /// <inheritdoc/>
    public void End(Queue<TraceEvent> events)
    {
        if (_carried.Length > 0)
        {
            Odd(_carried, _carriedLine);
        }

        if (_understood == 0)
        {
            throw new InputException(
                _file,
                _firstOdd,
                0,
                Stats.Lines == 0 ? "the file is empty" : "there is no line of strace text in this file",
                Expected
            );
        }

        Drain(events, atEnd: true);
        _tasks.End();
        HandOut(events);
        _calls.AddCounts(Stats.Calls);
        Stats.Timed = _clock.Timed;
        Stats.Duration = _clock.Now;
    }

    private static bool LooksComplete(ReadOnlySpan<char> line)
    {
        // A number may have lost digits; these ends cannot.
        line = line.TrimEnd();
        return line.EndsWith("= 0")
            || line.EndsWith("?")
            || line.EndsWith(")")
            || line.EndsWith(">")
            || line.EndsWith("+++")
            || line.EndsWith("---");
    }

    private bool IsOutsideBlock(ReadOnlySpan<char> line)
    {
        // Text in Markdown: the trace is in the blocks, when none of it came before them.
        if (
            (line.Contains("```", StringComparison.Ordinal) || line.Contains("~~~", StringComparison.Ordinal))
            && LinePrefix.IsFence(LinePrefix.Without(line))
        )
        {
            if (_block == Block.None && _understood == 0)
            {
                LeaveOutOddLines();
                _block = Block.Inside;
            }
            else if (_block != Block.None)
            {
                _block = _block == Block.Inside ? Block.Outside : Block.Inside;
            }

            return true;
        }

        if (_block != Block.Outside)
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
        if (!TracerNote.TryFind(line, _tracer, out var note))
        {
            return false;
        }

        if (note.Start == 0)
        {
            var name = line[..TracerNote.TalkLength(line)];
            _tracer ??= name.IsEmpty ? null : name[..^2].ToString();
            if (_carried.Length == 0)
            {
                return false;
            }
        }

        _carried = string.Concat(_carried, line[..note.Start]);
        _carriedLine = Stats.Lines;
        if (note.Kind == NoteKind.Attached)
        {
            _calls.Announce(note.Pid);
            _attached.Add(note.Pid);
        }
        else if (note.Kind == NoteKind.Detached)
        {
            _calls.TryTake(StraceLine.Parse(line[note.Start..]), Stats.Lines, _clock.Now);
        }

        return true;
    }

    /// <summary>Parses a line, with and without the prefix of a mail, a journal or a log.</summary>
    private StraceLine Parse(ref ReadOnlySpan<char> line)
    {
        var parsed = StraceLine.Parse(line);
        var isStrange = parsed.Kind == LineKind.NotUnderstood || (parsed.Kind == LineKind.Noise && line.TrimStart().StartsWith(">"));
        if (_isPrefixed is not null || !isStrange)
        {
            if (!isStrange && parsed.Kind != LineKind.Noise)
            {
                _isPrefixed ??= false;
            }

            return parsed;
        }

        var rest = line;
        while (LinePrefix.TryTake(ref rest))
        {
            var other = StraceLine.Parse(rest);
            if (other.Kind is not (LineKind.NotUnderstood or LineKind.Noise))
            {
                _isPrefixed = true;
                LeaveOutOddLines();
                line = rest;
                return other;
            }
        }

        return parsed;
    }

    private void TakeWhole(ReadOnlySpan<char> line, long number, bool cut)
    {
        if (_inSummary || line.StartsWith("% time "))
        {
            // The table of -C, up to the end.
            _inSummary = true;
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

        if (
            parsed.Kind == LineKind.NotUnderstood
            || !_calls.TryTake(parsed, number, _clock.Take(parsed.StampForm, parsed.StampNanoseconds))
        )
        {
            Odd(line, number);
            return;
        }

        _understood++;
    }

    private void Odd(ReadOnlySpan<char> line, long number)
    {
        if (_firstOdd == 0)
        {
            _firstOdd = number;
        }

        Stats.LinesNotUnderstood++;
        if (Stats.OddLines.Count < TraceStats.OddLinesKept)
        {
            Stats.OddLines.Add(new(number, line[..Math.Min(line.Length, 120)].ToString()));
        }

        if (_understood == 0 && Stats.LinesNotUnderstood >= StrangeLinesMost)
        {
            throw new InputException(_file, _firstOdd, 0, $"the first {StrangeLinesMost} lines are no strace text", Expected);
        }
    }

    private void Drain(Queue<TraceEvent> events, bool atEnd)
    {
        while (_calls.Steps.TryPeek(out var step))
        {
            if (!_tasks.TryTake(step, atEnd || _calls.Steps.Count > LookAhead, atEnd, out var odd))
            {
                break;
            }

            _calls.Steps.Dequeue();
            if (odd)
            {
                _understood--;
                Odd($"{step.Name}({step.Arguments})", step.Line);
            }
        }

        HandOut(events);
    }

    private void HandOut(Queue<TraceEvent> events)
    {
        Stats.Events += _made.Count;
        while (_made.TryDequeue(out var one))
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
