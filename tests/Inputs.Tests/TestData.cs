using System.IO.Compression;
using System.Text;
using SvaOrleans.Inputs.Traces;
using SvaOrleans.Inputs.Traces.Decoding;
using SvaOrleans.Inputs.Traces.Events;

namespace SvaOrleans.Inputs.Tests;

internal static class TestData
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "data");

    public static string Topology(string name) => Path.Combine(Folder, "topologies", name);

    public static string Trace(string name)
    {
        var plain = Path.Combine(Folder, "traces", name + ".strace");
        return File.Exists(plain) ? plain : plain + ".gz";
    }

    public static IEnumerable<string> TraceNames() =>
        Directory.GetFiles(Path.Combine(Folder, "traces")).Select(f => Path.GetFileName(f).Split('.')[0]).Order(StringComparer.Ordinal);

    public static string[] TraceLines(string name)
    {
        var file = Trace(name);
        using var stream = File.OpenRead(file);
        using Stream text = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        using var reader = new StreamReader(text);
        return reader.ReadToEnd().TrimEnd('\n').Split('\n');
    }

    public static (List<TraceEvent> Events, TraceStats Stats) Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    public static (List<TraceEvent> Events, TraceStats Stats) Read(byte[] bytes)
    {
        using var reader = TraceReader.Open(new MemoryStream(bytes), "t.strace");
        var events = reader.Read().ToList();
        return (events, reader.Stats);
    }

    public static (List<TraceEvent> Events, TraceStats Stats) ReadFile(string path)
    {
        using var reader = TraceReader.Open(path);
        var events = reader.Read().ToList();
        return (events, reader.Stats);
    }

    public static string Lines(params string[] lines) => string.Join('\n', lines) + "\n";
}
