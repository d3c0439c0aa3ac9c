using System.Text.Json;
using SvaOrleans.Documents;
using SvaOrleans.Inputs.Traces.Decoding;
using SvaOrleans.Inputs.Traces.Events;

namespace SvaOrleans.Inputs.Traces.EventFiles;

/// <summary>Reads what <see cref="EventFileWriter"/> wrote, to the same events.</summary>
internal sealed class EventFileDecoder(string file) : ILineDecoder
{
    private const string Expected = "a line of an event file of 'trace import'";
    private bool _started;
    private bool _ended;
    private long _given;
    private long _lastLine;
    private VirtualTime _lastTime;

    /// <inheritdoc/>
    public TraceStats Stats { get; } = new();

    /// <inheritdoc/>
    public void Take(ReadOnlySpan<char> line, long number, bool cut, Queue<TraceEvent> events)
    {
        _lastLine = number;
        using var document = Parse(line, number);
        var fields = new EventFields(file, number, document.RootElement);
        if (!_started)
        {
            Start(fields);
        }
        else if (_ended)
        {
            throw new InputException(file, number, 0, "there is more after the last line, which has 'end'", "nothing");
        }
        else if (fields.Has("end"))
        {
            _ended = true;
            Finish(fields.Object("end"), number);
        }
        else
        {
            _given++;
            events.Enqueue(Event(fields));
        }
    }

    /// <inheritdoc/>
    public void End(Queue<TraceEvent> events)
    {
        if (!_ended)
        {
            throw new InputException(file, _lastLine, 0, "the file ends early", "a last line with 'end'");
        }
    }

    private JsonDocument Parse(ReadOnlySpan<char> line, long number)
    {
        try
        {
            var document = JsonDocument.Parse(line.ToString(), new JsonDocumentOptions { MaxDepth = 8 });
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            throw new InputException(file, number, 0, "this is no JSON object", Expected);
        }
        catch (JsonException e)
        {
            throw new InputException(
                file,
                number,
                (int)Math.Min((e.BytePositionInLine ?? 0) + 1, int.MaxValue),
                "this is no JSON",
                Expected,
                e
            );
        }
    }

    private void Start(EventFields fields)
    {
        if (!fields.Has("format") || fields.TextOrNull("format") != EventFileWriter.Format)
        {
            throw fields.Wrong("format", $"\"{EventFileWriter.Format}\"");
        }

        _started = true;
    }

    private void Finish(EventFields end, long number)
    {
        Stats.Tasks = end.Count("tasks");
        Stats.Forks = end.Count("forks");
        Stats.Vforks = end.Count("vforks");
        Stats.Threads = end.Count("threads");
        Stats.WithoutParent = end.Count("withoutParent");
        Stats.Execs = end.Count("execs");
        Stats.AddressSpaces = end.Count("addressSpaces");
        Stats.StillRunning = end.Count("stillRunning");
        foreach (var (name, count) in end.Counts("exits"))
        {
            Stats.Exits[name] = count;
        }

        foreach (var (name, count) in end.Counts("calls"))
        {
            Stats.Calls[name] = count;
        }

        TakeCounts(end, "leftOut", Stats.LeftOut);
        TakeCounts(end, "assumed", Stats.Assumed);
        Stats.Lines = end.Count("lines");
        Stats.LinesNotUnderstood = end.Count("linesNotUnderstood");
        Stats.OddLines.AddRange(end.Array("oddLines").Select(odd => new OddLine(odd.Count("line"), odd.Text("text"))));
        Stats.LastLineCut = end.Flag("lastLineCut");
        Stats.Timed = end.Flag("timed");
        Stats.Duration = new(end.Count("durationNanoseconds"));
        Stats.Events = end.Count("events");
        if (Stats.Events != _given)
        {
            throw new InputException(
                file,
                number,
                0,
                $"the file has {_given} events, but its last line counts {Stats.Events}",
                "the file as 'trace import' wrote it"
            );
        }
    }

    // Files of earlier builds lack these.
    private static void TakeCounts(EventFields end, string field, SortedDictionary<string, long> counts)
    {
        foreach (var (name, count) in end.Has(field) ? end.Counts(field) : [])
        {
            counts[name] = count;
        }
    }

    private TraceEvent Event(EventFields fields)
    {
        var at = new VirtualTime(fields.Count("ns"));
        if (at < _lastTime)
        {
            throw fields.Wrong("ns", $"a time not before that of the line above, {_lastTime.Nanoseconds}");
        }

        _lastTime = at;
        var head = new EventHead(
            at,
            fields.Count("line"),
            fields.Task("task"),
            new MmSerial(fields.Small("mm")),
            fields.Has("error") ? new CallOutcome(fields.Text("error")) : CallOutcome.Success
        );
        return fields.Text("event") switch
        {
            TraceEventNames.Start => new StartEvent { Head = head, WithoutParent = fields.Flag("withoutParent") },
            TraceEventNames.Map => new MapEvent
            {
                Head = head,

                Start = fields.Address("start"),
                LengthBytes = fields.Length("length"),
                Rights = Rights(fields),
                Shared = fields.Flag("shared"),
                Anonymous = fields.Flag("anonymous"),
                Placement = TraceEventNames.TryPlacement(fields.Text("placement"), out var placement)
                    ? placement
                    : throw fields.Wrong("placement", "anywhere, fixed or fixed-noreplace"),
            },
            TraceEventNames.Unmap => new UnmapEvent
            {
                Head = head,

                Start = fields.Address("start"),
                LengthBytes = fields.Length("length"),
            },
            TraceEventNames.Protect => new ProtectEvent
            {
                Head = head,

                Start = fields.Address("start"),
                LengthBytes = fields.Length("length"),
                Rights = Rights(fields),
            },
            TraceEventNames.Advise => new AdviseEvent
            {
                Head = head,

                Start = fields.Address("start"),
                LengthBytes = fields.Length("length"),
                Advice = fields.Text("advice"),
            },
            TraceEventNames.Remap => new RemapEvent
            {
                Head = head,

                OldStart = fields.Address("start"),
                OldLengthBytes = fields.Length("length"),
                NewStart = fields.Address("newStart"),
                NewLengthBytes = fields.Length("newLength"),
                Fixed = fields.Flag("fixed"),
                KeepsOld = fields.Flag("keepsOld"),
            },
            TraceEventNames.Break => new BreakEvent
            {
                Head = head,

                Before = fields.AddressOrNull("before"),
                After = fields.Address("after"),
            },
            TraceEventNames.ShmAttach => new ShmAttachEvent
            {
                Head = head,

                Start = fields.Address("start"),
            },
            TraceEventNames.ShmDetach => new ShmDetachEvent
            {
                Head = head,

                Start = fields.Address("start"),
            },
            TraceEventNames.Clone => new CloneEvent
            {
                Head = head,

                Kind = TraceEventNames.TryClone(fields.Text("kind"), out var kind)
                    ? kind
                    : throw fields.Wrong("kind", "fork, shared or thread"),
                ParentWaits = fields.Flag("parentWaits"),
                Child = fields.TextOrNull("child") is null ? null : fields.Task("child"),
                ChildMm = fields.SmallOrNull("childMm") is { } child ? new MmSerial(child) : null,
            },
            TraceEventNames.Exec => new ExecEvent
            {
                Head = head,

                Path = fields.Text("path"),
                Replaced = fields.SmallOrNull("replaced") is { } replaced ? new MmSerial(replaced) : null,
                ReplacedEnds = fields.Flag("replacedEnds"),
            },
            TraceEventNames.Exit => new ExitEvent
            {
                Head = head,
                Kind = TraceEventNames.TryExit(fields.Text("kind"), out var end)
                    ? end
                    : throw fields.Wrong("kind", "exited, killed or superseded"),
                Status = fields.Small("status"),
                Signal = fields.TextOrNull("signal"),
                MmEnds = fields.Flag("mmEnds"),
            },
            _ => throw fields.Wrong("event", "start, map, unmap, protect, advise, remap, brk, shmat, shmdt, clone, exec or exit"),
        };
    }

    private static Rights Rights(EventFields fields) =>
        TraceEventNames.TryRights(fields.Text("rights"), out var rights) ? rights : throw fields.Wrong("rights", "rights such as \"rw-\"");
}
