using System.Globalization;
using SvaOrleans.Inputs;

namespace SvaOrleans.Client.Exploring;

/// <summary>A file that always tells which orders run now: when one of them ends the process, or never ends, its seed stands there.</summary>
internal sealed class OrderJournal : IDisposable
{
    private readonly StreamWriter writer;
    private readonly Lock gate = new();
    private readonly ulong subject;

    /// <summary>Begins a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="subject">The scenario's hash.</param>
    /// <exception cref="InputException">It cannot be written.</exception>
    public OrderJournal(string path, ulong subject)
    {
        this.subject = subject;
        try
        {
            writer = new(path) { AutoFlush = true };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException("--journal", 0, 0, $"cannot write {path} ({e.Message})", "a file that can be written", e);
        }
    }

    /// <summary>An order is about to run.</summary>
    /// <param name="strategy">Its strategy, with the seed.</param>
    public void Write(string strategy)
    {
        lock (gate)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{subject:x16} {strategy}"));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => writer.Dispose();
}
