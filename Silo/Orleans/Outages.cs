using Microsoft.Extensions.Options;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Silo.Orleans;

/// <summary>When parts of the cluster were away, as far as this process knows: silos that died or left, the database, members that never
/// were silos. The server notes each and passes it on to its silos.</summary>
/// <param name="time">The wall clock.</param>
/// <param name="settings">How soon a silo that hangs is noticed.</param>
internal sealed class Outages(TimeProvider time, IOptions<SvaSiloOptions> settings)
{
    /// <summary>How long libraries go on meeting what was away.</summary>
    public static readonly TimeSpan Aftermath = TimeSpan.FromMinutes(1);

    // A silo that hangs is dead after 12 probes without a word of it; the rest is for the vote, and for whoever tells.
    private const int ProbesUnnoticed = 15;
    private static readonly TimeSpan TellingLimit = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private (long From, long Until)? _covered;

    /// <summary>Called whenever one is noted.</summary>
    public Action? Noted { get; set; }

    /// <summary>How long an outage may have gone on before it is noted.</summary>
    public TimeSpan NoticeLimit => (ProbesUnnoticed * settings.Value.ProbeTimeout) + TellingLimit;

    /// <summary>Something is away now, or has just come back.</summary>
    public void Note()
    {
        var now = time.GetTimestamp();
        var (from, until) = (now - Stamps(NoticeLimit), now + Stamps(Aftermath));
        lock (_gate)
        {
            _covered = _covered is { } last && from <= last.Until ? (last.From, until) : (from, until);
        }

        Noted?.Invoke();
    }

    /// <summary>Whether an outage was under way at a time, as known now. Nothing new becomes known of times before the notice
    /// limit.</summary>
    /// <param name="stamp">The clock's timestamp then.</param>
    public bool Cover(long stamp)
    {
        lock (_gate)
        {
            return _covered is { } window && stamp >= window.From && stamp <= window.Until;
        }
    }

    private long Stamps(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
