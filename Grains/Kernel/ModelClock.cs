namespace SvaOrleans.Grains.Kernel;

/// <summary>Sleeps in modelled time: one to one on the simulated engine's virtual clock, divided by a scale on a cluster's real clock, so
/// that a handler of minutes takes a moment.</summary>
/// <param name="scale">How many times faster than modelled time the clock runs; 1 for a virtual clock.</param>
public sealed class ModelClock(long scale)
{
    /// <summary>The scale on a cluster, when nothing else is set.</summary>
    public const long ScaleDefault = 1_000;

    private static readonly TimeSpan Floor = TimeSpan.FromMilliseconds(1);

    /// <summary>The scale.</summary>
    public long Scale => scale;

    /// <summary>The clock's duration of a modelled duration; never zero, so that a sleep always yields.</summary>
    /// <param name="duration">The modelled duration.</param>
    public TimeSpan ToClock(VirtualTime duration)
    {
        var span = duration.ToTimeSpan() / scale;
        return span < Floor && scale > 1 ? Floor : span;
    }

    /// <summary>Sleeps on the clock.</summary>
    /// <remarks>Not Task.Delay: it cuts durations to whole milliseconds, and on the virtual clock microseconds decide the order.</remarks>
    /// <param name="time">The grain's time.</param>
    /// <param name="duration">The modelled duration.</param>
    /// <param name="wake">Is completed at the end of the sleep; completing it earlier wakes the sleeper.</param>
    public async Task Sleep(TimeProvider time, VirtualTime duration, TaskCompletionSource wake)
    {
        using var timer = time.CreateTimer(
            static state => ((TaskCompletionSource)state!).TrySetResult(),
            wake,
            ToClock(duration),
            Timeout.InfiniteTimeSpan
        );
        await wake.Task;
    }
}
