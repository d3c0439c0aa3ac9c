using System.Text.Json;
using SvaOrleans.Inputs.Files;

namespace SvaOrleans.Inputs.Traces.Decoding;

/// <summary>A line that the reader did not understand.</summary>
/// <param name="Line">Its number, from 1.</param>
/// <param name="Text">Its first characters.</param>
public sealed record OddLine(long Line, string Text);

/// <summary>Counts over a whole trace. The same for a trace and for the event file made of it.</summary>
public sealed class TraceStats
{
    /// <summary>How many odd lines are kept with their text.</summary>
    public const int OddLinesKept = 5;

    /// <summary>Lines read.</summary>
    public long Lines { get; set; }

    /// <summary>Events given out.</summary>
    public long Events { get; set; }

    /// <summary>Tasks: the first, those cloned, and those without a parent.</summary>
    public long Tasks { get; set; }

    /// <summary>Tasks besides the first that appeared without a fork, vfork or clone.</summary>
    public long WithoutParent { get; set; }

    /// <summary>Processes made with a copy of the address space.</summary>
    public long Forks { get; set; }

    /// <summary>Processes made in the parent's address space: vfork and clone with CLONE_VM.</summary>
    public long Vforks { get; set; }

    /// <summary>Threads made.</summary>
    public long Threads { get; set; }

    /// <summary>Successful execs.</summary>
    public long Execs { get; set; }

    /// <summary>Address spaces seen; that of the tracer before the first exec is not.</summary>
    public long AddressSpaces { get; set; }

    /// <summary>Tasks whose end the trace does not show.</summary>
    public long StillRunning { get; set; }

    /// <summary>Ends by kind: <c>exit 0</c>, a signal's name, or <c>superseded</c>.</summary>
    public SortedDictionary<string, long> Exits { get; } = new(StringComparer.Ordinal);

    /// <summary>Calls by name, failed ones included; a call in two halves counts once.</summary>
    public SortedDictionary<string, long> Calls { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Successful calls by name that changed an address space in a way that the trace does not show, and that make no event.
    /// </summary>
    public SortedDictionary<string, long> LeftOut { get; } = new(StringComparer.Ordinal);

    /// <summary>Assumptions where the text does not decide, by name (<see cref="Assumptions"/>).</summary>
    public SortedDictionary<string, long> Assumed { get; } = new(StringComparer.Ordinal);

    /// <summary>Lines that the reader did not understand.</summary>
    public long LinesNotUnderstood { get; set; }

    /// <summary>The first few of them.</summary>
    public List<OddLine> OddLines { get; } = [];

    /// <summary>Whether the trace's last line breaks off.</summary>
    public bool LastLineCut { get; set; }

    /// <summary>Whether the trace has time stamps.</summary>
    public bool Timed { get; set; }

    /// <summary>From the first time stamp to the last.</summary>
    public VirtualTime Duration { get; set; }

    /// <summary>The counts as an indented JSON object; its fields are in docs/trace.md.</summary>
    public string ToJson() => IndentedJson.Of(Write);

    /// <summary>Writes the counts as a JSON object.</summary>
    /// <param name="json">Where to.</param>
    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("tasks", Tasks);
        json.WriteNumber("forks", Forks);
        json.WriteNumber("vforks", Vforks);
        json.WriteNumber("threads", Threads);
        json.WriteNumber("withoutParent", WithoutParent);
        json.WriteNumber("execs", Execs);
        json.WriteNumber("addressSpaces", AddressSpaces);
        json.WriteNumber("stillRunning", StillRunning);
        json.WriteCounts("exits", Exits);
        json.WriteCounts("calls", Calls);
        json.WriteCounts("leftOut", LeftOut);
        json.WriteCounts("assumed", Assumed);
        json.WriteNumber("lines", Lines);
        json.WriteNumber("linesNotUnderstood", LinesNotUnderstood);
        json.WriteStartArray("oddLines");
        foreach (var odd in OddLines)
        {
            json.WriteStartObject();
            json.WriteNumber("line", odd.Line);
            json.WriteString("text", odd.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteBoolean("lastLineCut", LastLineCut);
        json.WriteBoolean("timed", Timed);
        json.WriteNumber("durationNanoseconds", Duration.Nanoseconds);
        json.WriteNumber("events", Events);
        json.WriteEndObject();
    }

    /// <summary>Counts an assumption.</summary>
    /// <param name="assumption">The assumption.</param>
    internal void Assume(Assumption assumption) => CountOne(Assumed, assumption.Name());

    /// <summary>Counts one more of a name.</summary>
    /// <param name="counts">The counts.</param>
    /// <param name="name">The name.</param>
    internal static void CountOne(SortedDictionary<string, long> counts, string name)
    {
        counts.TryGetValue(name, out var count);
        counts[name] = count + 1;
    }
}
