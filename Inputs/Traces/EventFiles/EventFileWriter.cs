using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace SvaOrleans.Inputs.Traces.EventFiles;

/// <summary>Writes events as JSON, one object a line (docs/trace.md has the format).</summary>
internal sealed class EventFileWriter : IDisposable
{
    /// <summary>The format's name and version.</summary>
    public const string Format = "sva-trace/1";

    private readonly GZipStream? packed;
    private readonly BufferedStream stream;
    private readonly Utf8JsonWriter json;

    /// <summary>Starts a file.</summary>
    /// <param name="target">Where to; left open.</param>
    /// <param name="gzip">Whether to pack it.</param>
    public EventFileWriter(Stream target, bool gzip)
    {
        packed = gzip ? new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true) : null;
        stream = new BufferedStream(packed ?? target, 1 << 16);
        json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteEndObject();
        EndLine();
    }

    /// <summary>Writes an event.</summary>
    /// <param name="one">The event.</param>
    public void Write(TraceEvent one)
    {
        json.WriteStartObject();
        json.WriteNumber("ns", one.At.Nanoseconds);
        json.WriteNumber("line", one.Line);
        json.WriteString("task", one.Task.ToString());
        json.WriteNumber("mm", one.Mm.Number);
        WriteBody(one);
        if (one is CallEvent { Outcome.Failure: { } failure })
        {
            json.WriteString("error", failure);
        }

        json.WriteEndObject();
        EndLine();
    }

    /// <summary>Writes the last line.</summary>
    /// <param name="stats">Counts over the trace.</param>
    public void Finish(TraceStats stats)
    {
        json.WriteStartObject();
        json.WritePropertyName("end");
        stats.Write(json);
        json.WriteEndObject();
        EndLine();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Only flushed: a buffer that is disposed closes the file below it.
        json.Dispose();
        stream.Flush();
        packed?.Dispose();
    }

    private static string Hex(ulong value) => string.Create(CultureInfo.InvariantCulture, $"0x{value:x}");

    private void EndLine()
    {
        json.Flush();
        json.Reset();
        stream.WriteByte((byte)'\n');
    }

    private void WriteBody(TraceEvent one)
    {
        switch (one)
        {
            case StartEvent start:
                json.WriteString("event", EventNames.Start);
                json.WriteBoolean("withoutParent", start.WithoutParent);
                break;
            case MapEvent map:
                WriteRange(EventNames.Map, map.Start, map.LengthBytes);
                WriteRights(map.Rights);
                json.WriteBoolean("shared", map.Shared);
                json.WriteBoolean("anonymous", map.Anonymous);
                json.WriteString("placement", EventNames.Of(map.Placement));
                break;
            case UnmapEvent unmap:
                WriteRange(EventNames.Unmap, unmap.Start, unmap.LengthBytes);
                break;
            case ProtectEvent protect:
                WriteRange(EventNames.Protect, protect.Start, protect.LengthBytes);
                WriteRights(protect.Rights);
                break;
            case AdviseEvent advise:
                WriteRange(EventNames.Advise, advise.Start, advise.LengthBytes);
                json.WriteString("advice", advise.Advice);
                break;
            case RemapEvent remap:
                WriteRange(EventNames.Remap, remap.OldStart, remap.OldLengthBytes);
                json.WriteString("newStart", Hex(remap.NewStart));
                json.WriteNumber("newLength", remap.NewLengthBytes);
                json.WriteBoolean("fixed", remap.Fixed);
                json.WriteBoolean("keepsOld", remap.KeepsOld);
                break;
            case BreakEvent brk:
                json.WriteString("event", EventNames.Break);
                WriteHexOrNull("before", brk.Before);
                json.WriteString("after", Hex(brk.After));
                break;
            case ShmAttachEvent attach:
                json.WriteString("event", EventNames.ShmAttach);
                json.WriteString("start", Hex(attach.Start));
                break;
            case ShmDetachEvent detach:
                json.WriteString("event", EventNames.ShmDetach);
                json.WriteString("start", Hex(detach.Start));
                break;
            case CloneEvent clone:
                json.WriteString("event", EventNames.Clone);
                json.WriteString("kind", EventNames.Of(clone.Kind));
                json.WriteBoolean("parentWaits", clone.ParentWaits);
                json.WriteString("child", clone.Child?.ToString());
                WriteNumberOrNull("childMm", clone.ChildMm?.Number);
                break;
            case ExecEvent exec:
                json.WriteString("event", EventNames.Exec);
                json.WriteString("path", exec.Path);
                WriteNumberOrNull("replaced", exec.Replaced?.Number);
                json.WriteBoolean("replacedEnds", exec.ReplacedEnds);
                break;
            case ExitEvent exit:
                json.WriteString("event", EventNames.Exit);
                json.WriteString("kind", EventNames.Of(exit.Kind));
                json.WriteNumber("status", exit.Status);
                json.WriteString("signal", exit.Signal);
                json.WriteBoolean("mmEnds", exit.MmEnds);
                break;
            default:
                throw new NotSupportedException($"no form for {one.GetType().Name}");
        }
    }

    private void WriteRange(string name, ulong start, ulong length)
    {
        json.WriteString("event", name);
        json.WriteString("start", Hex(start));
        json.WriteNumber("length", length);
    }

    private void WriteRights(Rights rights) => json.WriteString("rights", EventNames.Of(rights));

    private void WriteHexOrNull(string name, ulong? value)
    {
        if (value is { } known)
        {
            json.WriteString(name, Hex(known));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private void WriteNumberOrNull(string name, int? value)
    {
        if (value is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
