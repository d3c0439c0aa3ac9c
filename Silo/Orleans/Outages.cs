using Microsoft.Extensions.Options;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Silo.Orleans;

/// <summary>The known outages of parts of the cluster: silos that died or left, the database, members that were not silos of this server.
/// The server notes each outage and reports it to its silos.</summary>
/// <param name="time">The wall clock.</param>
/// <param name="settings">The probe time-out, which decides how soon a hung silo is noticed.</param>
internal sealed class Outages(TimeProvider time, IOptions<SvaSiloOptions> settings)
{
    /// <summary>How long libraries may still report faults after an outage.</summary>
    public static readonly TimeSpan Aftermath = TimeSpan.FromMinutes(1);

    // A hung silo is dead after 12 probes without an answer; the rest is for the vote and for the report of it.
    private const int ProbesUnnoticed = 15;
    private static readonly TimeSpan TellingLimit = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private (long From, long Until)? _covered;

    /// <summary>Called whenever an outage is noted.</summary>
    public Action? Noted { get; set; }

    /// <summary>The longest time between the begin of an outage and its note.</summary>
    public TimeSpan NoticeLimit => (ProbesUnnoticed * settings.Value.ProbeTimeout) + TellingLimit;

    /// <summary>Notes that a part of the cluster is lost now, or has just returned.</summary>
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

    /// <summary>Whether an outage was in progress at a time, as known now. The answer is final for times before the notice limit.</summary>
    /// <param name="stamp">The clock's timestamp of that time.</param>
    public bool Cover(long stamp)
    {
        lock (_gate)
        {
            return _covered is { } window && stamp >= window.From && stamp <= window.Until;
        }
    }

    private long Stamps(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
