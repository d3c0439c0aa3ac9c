namespace SvaOrleans.Silo.Clusters;

/// <summary>Since when each silo is as it is, and why those that are gone are gone.</summary>
internal sealed class SiloTimes(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _known = new(StringComparer.Ordinal);

    /// <summary>A silo is about to end: whoever ends it says why, before anybody sees that it is gone.</summary>
    public void Expect(string silo, string why)
    {
        lock (_gate)
        {
            _known[silo] = _known.TryGetValue(silo, out var before)
                ? before with
                {
                    Why = before.Why ?? why,
                }
                : new(SiloState.Up, time.GetUtcNow(), why);
        }
    }

    /// <summary>A silo is in a state. One that is gone keeps the time and the reason that were told first.</summary>
    /// <param name="silo">Its name.</param>
    /// <param name="state">The state.</param>
    /// <param name="why">The reason, when no other was told.</param>
    /// <returns>Whether it was in another state before.</returns>
    public bool Set(string silo, SiloState state, string? why = null)
    {
        lock (_gate)
        {
            var isKnown = _known.TryGetValue(silo, out var before);
            if (isKnown && before!.State == state)
            {
                return false;
            }

            _known[silo] = new(state, time.GetUtcNow(), isKnown && before!.State != SiloState.Gone ? before.Why ?? why : why);
            return true;
        }
    }

    /// <summary>Why a silo is gone is known better now.</summary>
    public void Correct(string silo, string why)
    {
        lock (_gate)
        {
            if (_known.TryGetValue(silo, out var before))
            {
                _known[silo] = before with { Why = why };
            }
        }
    }

    /// <summary>A silo, with what is known of it.</summary>
    public SiloView Tell(SiloView silo)
    {
        lock (_gate)
        {
            return _known.TryGetValue(silo.Name, out var entry)
                ? silo with
                {
                    Since = entry.Since,
                    Why = silo.State == SiloState.Gone ? entry.Why : null,
                }
                : silo;
        }
    }

    private sealed record Entry(SiloState State, DateTimeOffset Since, string? Why);
}
