using System.Globalization;
using Microsoft.Extensions.Logging;
using SvaOrleans.Silo.Logging;

namespace SvaOrleans.Silo.Orleans.Logging;

/// <summary>Faults of libraries that an outage would explain. A library meets the death of a silo before anybody knows of it, so each is
/// held until an outage that is under way must have been noted. What none explains is written then: a line a minute of each kind.</summary>
internal sealed class HeldFaults : IDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LineInterval = TimeSpan.FromMinutes(1);

    // A signal to a whole group reaches one process before the other.
    private static readonly TimeSpan StopSpread = TimeSpan.FromSeconds(2);

    private readonly Outages _outages;
    private readonly TimeProvider _time;
    private readonly Func<ILogger> _logger;
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Category, int Event, Type Fault), Kind> _kinds = [];
    private readonly ITimer _timer;
    private bool _isLooking;

    /// <summary>Holds none yet.</summary>
    /// <param name="outages">The outages that are known.</param>
    /// <param name="time">The wall clock.</param>
    /// <param name="source">Knows when the process is about to end in order.</param>
    /// <param name="logger">Where to write; asked for late, as the log itself is made with this.</param>
    public HeldFaults(Outages outages, TimeProvider time, LogSource source, Func<ILogger> logger)
    {
        (this._outages, this._time, this._logger) = (outages, time, logger);
        _timer = time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        source.Stopped += () => End(StopSpread);
    }

    /// <summary>Takes one.</summary>
    /// <param name="level">How bad its writer says that it is.</param>
    /// <param name="category">Who writes it.</param>
    /// <param name="id">Which of its entries.</param>
    /// <param name="message">What happened.</param>
    /// <param name="fault">What went wrong.</param>
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

            // Those of a second are decided alike.
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

    /// <summary>Decides on those that are old enough.</summary>
    public void Look() => Decide(_outages.NoticeLimit, LineInterval, isEnd: false);

    /// <summary>Decides on all, as the process is about to end.</summary>
    /// <param name="exceptLast">The end itself explains those that came within this time.</param>
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
            // A start that failed takes its log with it, and has said why.
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

        /// <summary>The first that nothing explains and that is not written yet.</summary>
        public Entry? First { get; set; }

        /// <summary>How many those are.</summary>
        public long Count { get; set; }

        /// <summary>When a line was last written.</summary>
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
