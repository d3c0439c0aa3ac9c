namespace SvaOrleans.Inputs.Traces.Strace;

/// <summary>Turns time stamps of any form into time since the first one. The result never decreases, even if the clock was set
/// back.</summary>
internal sealed class StraceClock
{
    private const long NanosecondsPerDay = 86_400_000_000_000;
    private long? _first;
    private long _last;
    private long _days;

    /// <summary>Whether there was any time stamp.</summary>
    public bool Timed { get; private set; }

    /// <summary>The time reached.</summary>
    public VirtualTime Now { get; private set; }

    /// <summary>Takes the next line's time stamp.</summary>
    /// <param name="form">Its form; a line without one happens at the time reached.</param>
    /// <param name="nanoseconds">The time stamp.</param>
    public VirtualTime Take(StampForm form, long nanoseconds)
    {
        if (form == StampForm.None)
        {
            return Now;
        }

        Timed = true;
        if (form == StampForm.Relative)
        {
            Advance(Now.Nanoseconds + Math.Min(nanoseconds, long.MaxValue - Now.Nanoseconds));
            return Now;
        }

        if (form == StampForm.Day)
        {
            // Back by more than half a day is midnight; back by less is a clock that was set, or lines printed late.
            if (_first is not null && nanoseconds < _last - (NanosecondsPerDay / 2) && _days < 100_000)
            {
                _days++;
            }

            _last = nanoseconds;
            nanoseconds += _days * NanosecondsPerDay;
        }

        _first ??= nanoseconds;
        Advance(nanoseconds - _first.Value);
        return Now;
    }

    private void Advance(long nanoseconds) => Now = VirtualTime.Max(Now, new(nanoseconds));
}
