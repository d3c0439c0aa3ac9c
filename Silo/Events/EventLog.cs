using System.Collections.Concurrent;
using SvaOrleans.Model.Events;

namespace SvaOrleans.Silo.Events;

/// <summary>Collects the events of the grains in this process, by host, until a client takes them.</summary>
/// <param name="keepsAll">Whether every event is kept; else only warnings, violations and verdicts.</param>
public sealed class EventLog(bool keepsAll) : IEventSink
{
    /// <summary>The most events of one host that wait to be taken. Later ones are lost, and counted.</summary>
    public const int WaitingMax = 1 << 20;

    /// <summary>The most octets that the waiting events of one host take in a message. Later ones are lost, and counted.</summary>
    public const long WaitingSizeMax = 1L << 28;

    // The octets of an event's numbers, and the most that a character takes.
    private const int SizeOfFigures = 128;
    private const int SizeOfCharacter = 3;

    private readonly ConcurrentDictionary<string, HostEvents> _hosts = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool TakesAll => keepsAll;

    /// <inheritdoc/>
    public void Append(in SvaEvent happened)
    {
        if (keepsAll || happened.Kind >= SvaEventKind.Warning)
        {
            _hosts.GetOrAdd(happened.Object.Host, static _ => new()).Append(happened);
        }
    }

    /// <summary>Takes all collected events, ordered by time. Events of the same time keep their order, so a cause stays before an effect
    /// that took no time.</summary>
    public IReadOnlyList<SvaEvent> Take() =>
        ByTime(_hosts.OrderBy(static host => host.Key, StringComparer.Ordinal).SelectMany(static host => host.Value.Take()));

    /// <summary>Takes the collected events of one host, ordered by time. Events of the same time keep their order.</summary>
    /// <param name="host">The host's name.</param>
    public IReadOnlyList<SvaEvent> Take(string host) => _hosts.TryGetValue(host, out var events) ? ByTime(events.Take()) : [];

    /// <summary>Orders events by time. Events of the same time keep their order.</summary>
    /// <param name="events">The events, each after its cause.</param>
    public static IReadOnlyList<SvaEvent> ByTime(IEnumerable<SvaEvent> events) => [.. events.OrderBy(static happened => happened.At)];

    /// <summary>Forgets a host that is gone.</summary>
    /// <param name="host">The host's name.</param>
    public void Forget(string host) => _hosts.TryRemove(host, out _);

    private sealed class HostEvents
    {
        private readonly Lock _gate = new();
        private List<SvaEvent> _collected = [];
        private long _size;
        private long _lost;

        public void Append(in SvaEvent happened)
        {
            // On a cluster many activations append at once; on the simulated engine the lock is free.
            lock (_gate)
            {
                var more = SizeOf(happened);
                if (_collected.Count < WaitingMax && _size + more <= WaitingSizeMax)
                {
                    _collected.Add(happened);
                    _size += more;
                }
                else
                {
                    _lost++;
                }
            }
        }

        public List<SvaEvent> Take()
        {
            lock (_gate)
            {
                var taken = _collected;
                _collected = [];
                _size = 0;
                if (_lost > 0)
                {
                    var last = taken[^1];
                    taken.Add(
                        last with
                        {
                            Kind = SvaEventKind.Warning,
                            Sequence = last.Sequence + 1,
                            Note = $"{_lost} events were lost because no client took them",
                            Step = 0,
                            Domain = default,
                            Features = default,
                        }
                    );
                    _lost = 0;
                }

                return taken;
            }
        }

        private static long SizeOf(in SvaEvent happened) =>
            SizeOfFigures
            + (SizeOfCharacter * (SizeOf(happened.Object) + SizeOf(happened.Subject) + SizeOf(happened.Domain)))
            + (SizeOfCharacter * (happened.Note?.Length ?? 0L));

        private static long SizeOf(in ObjectName name) => name.IsNone ? 0 : name.Host.Length + name.Name.Length;
    }
}
