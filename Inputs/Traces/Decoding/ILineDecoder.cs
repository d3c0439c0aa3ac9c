using SvaOrleans.Documents;
using SvaOrleans.Inputs.Traces.Events;

namespace SvaOrleans.Inputs.Traces.Decoding;

/// <summary>Makes events of a text's lines.</summary>
internal interface ILineDecoder
{
    /// <summary>The counts so far; complete after <see cref="End"/>.</summary>
    TraceStats Stats { get; }

    /// <summary>Takes the next line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="cut">Whether the file ends within it.</param>
    /// <param name="events">Where the events go.</param>
    /// <exception cref="InputException">The file cannot be what it should be.</exception>
    void Take(ReadOnlySpan<char> line, long number, bool cut, Queue<TraceEvent> events);

    /// <summary>The file ends.</summary>
    /// <param name="events">Where the last events go.</param>
    /// <exception cref="InputException">The file cannot be what it should be.</exception>
    void End(Queue<TraceEvent> events);
}
