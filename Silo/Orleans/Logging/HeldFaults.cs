using System.Globalization;
using Microsoft.Extensions.Logging;
using SvaOrleans.Silo.Logging;

namespace SvaOrleans.Silo.Orleans.Logging;

/// <summary>Holds faults of libraries that an outage would explain. A library meets the death of a silo before the server knows of it, so
/// each fault is held until an outage in progress must have been noted. A fault that no outage explains is then written, at most one line a
/// minute per kind.</summary>
internal sealed class HeldFaults : IDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LineInterval = TimeSpan.FromMinutes(1);

    // A signal to a process group does not reach all its processes at the same time.
    private static readonly TimeSpan StopSpread = TimeSpan.FromSeconds(2);

    private readonly Outages _outages;
    private readonly TimeProvider _time;
    private readonly Func<ILogger> _logger;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Category, int Event, Type Fault), Kind> _kinds = [];
    private readonly ITimer _timer;
    private bool _isLooking;

    /// <summary>Creates the holder.</summary>
    /// <param name="outages">The known outages.</param>
    /// <param name="time">The wall clock.</param>
    /// <param name="source">Knows whether an orderly stop has begun.</param>
    /// <param name="logger">Returns the logger; called late, as the log itself depends on this object.</param>
    public HeldFaults(Outages outages, TimeProvider time, LogSource source, Func<ILogger> logger)
    {
        (this._outages, this._time, this._logger) = (outages, time, logger);
        _timer = time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        source.Stopped += () => End(StopSpread);
    }

    /// <summary>Holds a fault.</summary>
    /// <param name="level">The entry's level.</param>
    /// <param name="category">The entry's category.</param>
    /// <param name="id">The entry's event ID.</param>
    /// <param name="message">The message.</param>
    /// <param name="fault">The exception.</param>
    public void Add(LogLevel level, string category, EventId id, string message, Exception fault)
    {
        var now = _time.GetTimestamp();
        lock (_gate)
        {
            var key = (category, id.Id, fault.GetType());
            if (!_kinds.TryGetValue(key, out var kind))
            {
                _kinds.Add(key, kind = new());
            }

            // Faults of the same second share one decision.
            if (kind.Held.Count > 0 && _time.GetElapsedTime(kind.Held[^1].Stamp, now) < LookInterval)
            {
                kind.Held[^1] = kind.Held[^1] with { Count = kind.Held[^1].Count + 1 };
            }
            else
            {
                kind.Held.Add(new(now, _time.GetUtcNow(), level, Describe(category, id, message, fault), 1));
            }

            if (!_isLooking)
            {
                _isLooking = true;
                _timer.Change(LookInterval, LookInterval);
            }
        }
    }

    /// <summary>Decides on the faults that have been held long enough.</summary>
    public void Look() => Decide(_outages.NoticeLimit, LineInterval, isEnd: false);

    /// <summary>Decides on all held faults, as the process is about to end.</summary>
    /// <param name="exceptLast">The stop itself explains the faults of this last span.</param>
    public void End(TimeSpan exceptLast) => Decide(exceptLast, TimeSpan.Zero, isEnd: true);

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Decide(TimeSpan age, TimeSpan interval, bool isEnd)
    {
        var lines = new List<(Entry First, long Others)>();
        var now = _time.GetTimestamp();
        lock (_gate)
        {
            foreach (var kind in _kinds.Values)
            {
                kind.Settle(entry => _time.GetElapsedTime(entry.Stamp, now) >= age, _outages.Cover);
                if (kind.First is { } first && !(kind.Written is { } written && _time.GetElapsedTime(written, now) < interval))
                {
                    lines.Add((first, kind.Count - 1));
                    (kind.First, kind.Count, kind.Written) = (null, 0, now);
                }
            }

            if (isEnd || _kinds.Values.All(static kind => kind.IsEmpty))
            {
                _isLooking = false;
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }

        try
        {
            foreach (var (first, others) in lines.OrderBy(static line => line.First.Stamp))
            {
                var when = first.Time.ToString("HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
                var more = others == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", and {others} more of the kind since");
                var log = _logger();
                SiloLog.LibraryFault(log, first.Level, first.What, when, more);
            }
        }
        catch (ObjectDisposedException)
        {
            // A failed start disposes its log, and has reported why.
        }
    }

    private static string Describe(string category, EventId id, string message, Exception fault)
    {
        var cause = fault.GetBaseException();
        var told = $"{category}[{id.Id.ToString(CultureInfo.InvariantCulture)}]: {message}: {fault.GetType().Name}: {fault.Message}";
        return (ReferenceEquals(cause, fault) ? told : $"{told} ({cause.GetType().Name}: {cause.Message})").ReplaceLineEndings(" ");
    }

    private readonly record struct Entry(long Stamp, DateTimeOffset Time, LogLevel Level, string What, long Count);

    private sealed class Kind
    {
        public List<Entry> Held { get; } = [];

        /// <summary>The first fault that no outage explains and that is not written yet.</summary>
        public Entry? First { get; set; }

        /// <summary>The number of such faults.</summary>
        public long Count { get; set; }

        /// <summary>The time of the last line.</summary>
        public long? Written { get; set; }

        public bool IsEmpty => Held.Count == 0 && First is null;

        public void Settle(Predicate<Entry> isDue, Func<long, bool> isExplained)
        {
            foreach (var entry in Held.Where(entry => isDue(entry) && !isExplained(entry.Stamp)))
            {
                First ??= entry;
                Count += entry.Count;
            }

            Held.RemoveAll(isDue);
        }
    }
}
