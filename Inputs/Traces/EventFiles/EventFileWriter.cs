using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using SvaOrleans.Inputs.Traces.Decoding;
using SvaOrleans.Inputs.Traces.Events;

namespace SvaOrleans.Inputs.Traces.EventFiles;

/// <summary>Writes events as JSON, one object a line (docs/trace.md has the format).</summary>
internal sealed class EventFileWriter : IDisposable
{
    /// <summary>The format's name and version.</summary>
    public const string Format = "sva-trace/1";

    private readonly GZipStream? _packed;
    private readonly BufferedStream _stream;
    private readonly Utf8JsonWriter _json;

    /// <summary>Starts a file.</summary>
    /// <param name="target">Where to; left open.</param>
    /// <param name="gzip">Whether to pack it.</param>
    public EventFileWriter(Stream target, bool gzip)
    {
        _packed = gzip ? new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true) : null;
        _stream = new BufferedStream(_packed ?? target, 1 << 16);
        _json = new Utf8JsonWriter(_stream);
        _json.WriteStartObject();
        _json.WriteString("format", Format);
        _json.WriteEndObject();
        EndLine();
    }

    /// <summary>Writes an event.</summary>
    /// <param name="one">The event.</param>
    public void Write(TraceEvent one)
    {
        _json.WriteStartObject();
        _json.WriteNumber("ns", one.At.Nanoseconds);
        _json.WriteNumber("line", one.Line);
        _json.WriteString("task", one.Task.ToString());
        _json.WriteNumber("mm", one.Mm.Number);
        WriteBody(one);
        if (one is CallEvent { Outcome.Failure: { } failure })
        {
            _json.WriteString("error", failure);
        }

        _json.WriteEndObject();
        EndLine();
    }

    /// <summary>Writes the last line.</summary>
    /// <param name="stats">Counts over the trace.</param>
    public void Finish(TraceStats stats)
    {
        _json.WriteStartObject();
        _json.WritePropertyName("end");
        stats.Write(_json);
        _json.WriteEndObject();
        EndLine();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Only flushed: a buffer that is disposed closes the file below it.
        _json.Dispose();
        _stream.Flush();
        _packed?.Dispose();
    }

    private static string Hex(ulong value) => string.Create(CultureInfo.InvariantCulture, $"0x{value:x}");

    private void EndLine()
    {
        _json.Flush();
        _json.Reset();
        _stream.WriteByte((byte)'\n');
    }

    private void WriteBody(TraceEvent one)
    {
        switch (one)
        {
            case StartEvent start:
                _json.WriteString("event", TraceEventNames.Start);
                _json.WriteBoolean("withoutParent", start.WithoutParent);
                break;
            case MapEvent map:
                WriteRange(TraceEventNames.Map, map.Start, map.LengthBytes);
                WriteRights(map.Rights);
                _json.WriteBoolean("shared", map.Shared);
                _json.WriteBoolean("anonymous", map.Anonymous);
                _json.WriteString("placement", TraceEventNames.Of(map.Placement));
                break;
            case UnmapEvent unmap:
                WriteRange(TraceEventNames.Unmap, unmap.Start, unmap.LengthBytes);
                break;
            case ProtectEvent protect:
                WriteRange(TraceEventNames.Protect, protect.Start, protect.LengthBytes);
                WriteRights(protect.Rights);
                break;
            case AdviseEvent advise:
                WriteRange(TraceEventNames.Advise, advise.Start, advise.LengthBytes);
                _json.WriteString("advice", advise.Advice);
                break;
            case RemapEvent remap:
                WriteRange(TraceEventNames.Remap, remap.OldStart, remap.OldLengthBytes);
                _json.WriteString("newStart", Hex(remap.NewStart));
                _json.WriteNumber("newLength", remap.NewLengthBytes);
                _json.WriteBoolean("fixed", remap.Fixed);
                _json.WriteBoolean("keepsOld", remap.KeepsOld);
                break;
            case BreakEvent brk:
                _json.WriteString("event", TraceEventNames.Break);
                WriteHexOrNull("before", brk.Before);
                _json.WriteString("after", Hex(brk.After));
                break;
            case ShmAttachEvent attach:
                _json.WriteString("event", TraceEventNames.ShmAttach);
                _json.WriteString("start", Hex(attach.Start));
                break;
            case ShmDetachEvent detach:
                _json.WriteString("event", TraceEventNames.ShmDetach);
                _json.WriteString("start", Hex(detach.Start));
                break;
            case CloneEvent clone:
                _json.WriteString("event", TraceEventNames.Clone);
                _json.WriteString("kind", TraceEventNames.Of(clone.Kind));
                _json.WriteBoolean("parentWaits", clone.ParentWaits);
                _json.WriteString("child", clone.Child?.ToString());
                WriteNumberOrNull("childMm", clone.ChildMm?.Number);
                break;
            case ExecEvent exec:
                _json.WriteString("event", TraceEventNames.Exec);
                _json.WriteString("path", exec.Path);
                WriteNumberOrNull("replaced", exec.Replaced?.Number);
                _json.WriteBoolean("replacedEnds", exec.ReplacedEnds);
                break;
            case ExitEvent exit:
                _json.WriteString("event", TraceEventNames.Exit);
                _json.WriteString("kind", TraceEventNames.Of(exit.Kind));
                _json.WriteNumber("status", exit.Status);
                _json.WriteString("signal", exit.Signal);
                _json.WriteBoolean("mmEnds", exit.MmEnds);
                break;
            default:
                throw new NotSupportedException($"no form for {one.GetType().Name}");
        }
    }

    private void WriteRange(string name, ulong start, ulong length)
    {
        _json.WriteString("event", name);
        _json.WriteString("start", Hex(start));
        _json.WriteNumber("length", length);
    }

    private void WriteRights(Rights rights) => _json.WriteString("rights", TraceEventNames.Of(rights));

    private void WriteHexOrNull(string name, ulong? value)
    {
        if (value is { } known)
        {
            _json.WriteString(name, Hex(known));
        }
        else
        {
            _json.WriteNull(name);
        }
    }

    private void WriteNumberOrNull(string name, int? value)
    {
        if (value is { } known)
        {
            _json.WriteNumber(name, known);
        }
        else
        {
            _json.WriteNull(name);
        }
    }
}
