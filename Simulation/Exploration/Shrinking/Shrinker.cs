using SvaOrleans.Simulation.Exploration.Replay;

namespace SvaOrleans.Simulation.Exploration.Shrinking;

/// <summary>Makes a failing schedule smaller: as few choices as possible that are not "oldest first", as small as possible, while the same
/// invariant still fails. The same schedule always shrinks to the same one.</summary>
/// <remarks>Delta debugging (Zeller, Hildebrandt, 2002) over choices, as DEMi (Scott and others, NSDI 2016) does over messages of
/// actors.</remarks>
public sealed class Shrinker
{
    private readonly Repeater _repeater;
    private readonly Violation _violation;
    private readonly long _most;

    /// <summary>Prepares.</summary>
    /// <param name="repeater">Runs schedules.</param>
    /// <param name="violation">What must go on to fail.</param>
    /// <param name="most">Schedules to try at most.</param>
    public Shrinker(Repeater repeater, Violation violation, long most = 20_000)
    {
        _repeater = repeater;
        _violation = violation;
        _most = most;
    }

    /// <summary>How many schedules were tried.</summary>
    public long Tried { get; private set; }

    /// <summary>Makes a schedule smaller.</summary>
    /// <param name="decisions">Its choices.</param>
    /// <returns>The smallest that was found; null if the schedule does not fail alike in the first place.</returns>
    public IReadOnlyList<int>? Shrink(IReadOnlyList<int> decisions)
    {
        if (Try(decisions) is not { } best)
        {
            return null;
        }

        int before;
        do
        {
            before = Cost(best);
            best = LeaveOutEach(best);
            best = RemoveChunks(best);
            best = LowerEach(best);
        } while (Cost(best) < before && Tried < _most);
        return best;
    }

    private static int Deviations(List<int> decisions) => decisions.Count(static decision => decision > 0);

    // Fewer deviations first; then smaller ones; then an earlier end.
    private static int Cost(List<int> decisions) =>
        (int)
            Math.Min(
                int.MaxValue,
                (Deviations(decisions) * 100_000L)
                    + (decisions.Sum(static decision => Math.Min((long)decision, 100)) * 10L)
                    + Math.Min(decisions.Count, 9)
            );

    private static List<int> Trimmed(IReadOnlyList<int> decisions)
    {
        var length = decisions.Count;
        while (length > 0 && decisions[length - 1] == 0)
        {
            length--;
        }

        return [.. decisions.Take(length)];
    }

    // Without a fault all that follows is chosen one place earlier.
    private List<int> LeaveOutEach(List<int> best)
    {
        for (var at = best.Count - 1; at >= 0; at--)
        {
            if (at < best.Count && best[at] > 0 && Tried < _most)
            {
                List<int> changed = [.. best];
                changed.RemoveAt(at);
                if (Try(changed) is { } smaller && Cost(smaller) < Cost(best))
                {
                    best = smaller;
                }
            }
        }

        return best;
    }

    // Halves, quarters and so on of all deviations become "oldest first".
    private List<int> RemoveChunks(List<int> best)
    {
        for (var size = Math.Max(1, Deviations(best)); size >= 1; size /= 2)
        {
            var from = 0;
            while (from < Deviations(best) && Tried < _most)
            {
                if (Try(Without(best, from, size)) is { } smaller && Cost(smaller) < Cost(best))
                {
                    best = smaller;
                }
                else
                {
                    from += size;
                }
            }
        }

        return best;
    }

    private List<int> LowerEach(List<int> best)
    {
        for (var at = best.Count - 1; at >= 0; at--)
        {
            for (var lower = 1; at < best.Count && lower < best[at] && Tried < _most; lower++)
            {
                List<int> changed = [.. best];
                changed[at] = lower;
                if (Try(changed) is { } smaller && Cost(smaller) < Cost(best))
                {
                    best = smaller;
                    break;
                }
            }
        }

        return best;
    }

    private static List<int> Without(List<int> decisions, int from, int count)
    {
        List<int> changed = [.. decisions];
        var seen = 0;
        for (var at = 0; at < changed.Count; at++)
        {
            if (changed[at] > 0 && seen++ >= from && seen <= from + count)
            {
                changed[at] = 0;
            }
        }

        return changed;
    }

    // What the run really chose: later choices may fit no more once an earlier one has changed.
    private List<int>? Try(IReadOnlyList<int> decisions)
    {
        Tried++;
        var outcome = _repeater.Run(decisions);
        return _violation.IsLike(outcome.Violation) ? Trimmed(_repeater.Decisions) : null;
    }
}
