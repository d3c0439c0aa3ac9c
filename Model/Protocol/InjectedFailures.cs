namespace SvaOrleans.Model.Protocol;

/// <summary>Failures armed at one object: each point counts its passes down and fails once.</summary>
public sealed class InjectedFailures
{
    private readonly SortedDictionary<FailurePoint, (int PassesLeft, Errno Error)> _armed = [];

    /// <summary>Arms a failure; one armed before at the same point is replaced.</summary>
    /// <param name="point">The failure point.</param>
    /// <param name="nth">Which of the next passes fails; 1 for the next one.</param>
    /// <param name="error">The error to fail with.</param>
    public void Arm(FailurePoint point, int nth, Errno error)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nth, 1);
        _armed[point] = (nth, error);
    }

    /// <summary>A number that is equal for equal failures, the same in every process.</summary>
    public ulong Hash()
    {
        var hash = default(Hashing.StateHash);
        foreach (var (point, failure) in _armed)
        {
            hash.Add((ulong)point);
            hash.Add((ulong)failure.PassesLeft);
            hash.Add((long)failure.Error.Code);
        }

        return hash.Value;
    }

    /// <summary>Passes a point.</summary>
    /// <returns>The error of a failure that was armed for this pass, else success.</returns>
    public Errno Pass(FailurePoint point)
    {
        if (!_armed.TryGetValue(point, out var failure))
        {
            return Errno.None;
        }

        if (failure.PassesLeft > 1)
        {
            _armed[point] = (failure.PassesLeft - 1, failure.Error);
            return Errno.None;
        }

        _armed.Remove(point);
        return failure.Error;
    }
}
