namespace SvaOrleans.Silo.Clusters;

/// <summary>When each silo entered its state, and why those that are gone are gone.</summary>
internal sealed class SiloTimes(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _known = new(StringComparer.Ordinal);

    /// <summary>Notes why a silo is about to end, before the cluster sees that it is gone.</summary>
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

    /// <summary>Sets the state of a silo. A silo that is gone keeps its first time and reason.</summary>
    /// <param name="silo">The silo's name.</param>
    /// <param name="state">The state.</param>
    /// <param name="why">The reason, if none is known yet.</param>
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

    /// <summary>Replaces the reason why a silo is gone by a better one.</summary>
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

    /// <summary>Adds the time and the reason to a silo's view.</summary>
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
