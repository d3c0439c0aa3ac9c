using SvaOrleans.Documents;
using SvaOrleans.Inputs.Files;
using SvaOrleans.Inputs.Traces.Decoding;
using SvaOrleans.Inputs.Traces.EventFiles;
using SvaOrleans.Inputs.Traces.Events;
using SvaOrleans.Inputs.Traces.Strace;

namespace SvaOrleans.Inputs.Traces;

/// <summary>Reads a trace from its beginning to its end, as a stream of events: strace text, or an event file made of it, plain or
/// gzip.</summary>
/// <remarks>The content decides the form. Memory grows with the tasks alive at one time, not with the trace's length.</remarks>
public sealed class TraceReader : IDisposable
{
    private const int LinesPerReport = 1 << 14;
    private const string Expected = "strace text or an event file of 'trace import'";

    private readonly LineReader _lines;
    private readonly string _name;
    private readonly IProgress<TraceProgress>? _progress;
    private ILineDecoder? _decoder;

    private TraceReader(LineReader lines, string name, IProgress<TraceProgress>? progress)
    {
        this._lines = lines;
        this._name = name;
        this._progress = progress;
    }

    /// <summary>Counts over the whole trace; complete when <see cref="Read"/> has ended.</summary>
    /// <exception cref="InvalidOperationException">Nothing was read yet.</exception>
    public TraceStats Stats => _decoder?.Stats ?? throw new InvalidOperationException("nothing was read yet");

    /// <summary>Opens a trace.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="progress">Receives a report every 16384 lines and at the end.</param>
    /// <exception cref="InputException">There is no such file, or it cannot be a trace.</exception>
    public static TraceReader Open(string path, IProgress<TraceProgress>? progress = null) =>
        Open(InputFile.Open(path, Expected), path, progress);

    /// <summary>Opens a trace that is a stream already.</summary>
    /// <param name="stream">The stream; disposed with the reader.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="progress">Receives a report every 16384 lines and at the end.</param>
    /// <exception cref="InputException">It cannot be a trace.</exception>
    public static TraceReader Open(Stream stream, string name, IProgress<TraceProgress>? progress = null) =>
        new(new LineReader(stream, name, Expected), name, progress);

    /// <summary>Reads a trace only for its counts.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="progress">Receives a report every 16384 lines and at the end.</param>
    /// <param name="cancel">Stops the reading.</param>
    /// <exception cref="InputException">The file cannot be read or is no trace.</exception>
    public static TraceStats CountAll(string path, IProgress<TraceProgress>? progress = null, CancellationToken cancel = default)
    {
        using var reader = Open(path, progress);
        foreach (var _ in reader.Read(cancel)) { }

        return reader.Stats;
    }

    /// <summary>Gives the events, in the order in which they take effect. Can be run through once.</summary>
    /// <param name="cancel">Stops the reading.</param>
    /// <exception cref="InputException">While running: the file is no trace, is damaged, or is cut off where it must not be.</exception>
    /// <exception cref="InvalidOperationException">The events were asked for before.</exception>
    public IEnumerable<TraceEvent> Read(CancellationToken cancel = default)
    {
        if (_decoder is not null)
        {
            throw new InvalidOperationException("a trace can be read once only");
        }

        var events = new Queue<TraceEvent>();
        long given = 0;
        while (TakeLine(events))
        {
            while (events.TryDequeue(out var one))
            {
                given++;
                yield return one;
            }

            if (_lines.LineNumber % LinesPerReport == 0)
            {
                cancel.ThrowIfCancellationRequested();
                Report(given);
            }
        }

        _decoder ??= new StraceDecoder(_name);
        _decoder.End(events);
        while (events.TryDequeue(out var one))
        {
            given++;
            yield return one;
        }

        Report(given);
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private bool TakeLine(Queue<TraceEvent> events)
    {
        if (!_lines.TryRead(out var line))
        {
            return false;
        }

        _decoder ??= line.StartsWith("{") ? new EventFileDecoder(_name) : new StraceDecoder(_name);
        _decoder.Take(line, _lines.LineNumber, _lines.EndedInsideLine, events);
        return true;
    }

    private void Report(long given) => _progress?.Report(new(_lines.PositionBytes, _lines.LengthBytes, _lines.LineNumber, given));
}
