using SvaOrleans.Documents;
using SvaOrleans.Inputs.Files;
using SvaOrleans.Inputs.Traces.Decoding;
using SvaOrleans.Inputs.Traces.EventFiles;

namespace SvaOrleans.Inputs.Traces;

/// <summary>Makes an event file of a trace.</summary>
public static class TraceImport
{
    /// <summary>Reads a trace and writes its events; the file appears only when all went well.</summary>
    /// <param name="source">The trace: strace text or an event file, plain or gzip.</param>
    /// <param name="target">The event file; packed with gzip when its name ends in <c>.gz</c>. An old one is replaced.</param>
    /// <param name="progress">Receives a report every 16384 lines and at the end.</param>
    /// <param name="cancel">Stops it; nothing is left behind.</param>
    /// <returns>Counts over the trace.</returns>
    /// <exception cref="InputException">The trace cannot be read, or the file not be written.</exception>
    public static TraceStats Run(
        string source,
        string target,
        IProgress<TraceProgress>? progress = null,
        CancellationToken cancel = default
    )
    {
        using var reader = TraceReader.Open(source, progress);
        AtomicOutput.Write(
            target,
            stream =>
            {
                using var writer = new EventFileWriter(stream, target.EndsWith(".gz", StringComparison.OrdinalIgnoreCase));
                foreach (var one in reader.Read(cancel))
                {
                    writer.Write(one);
                }

                writer.Finish(reader.Stats);
            }
        );
        return reader.Stats;
    }
}
