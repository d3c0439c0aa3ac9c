using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>When a timer ticks and how its ticks are admitted.</summary>
public readonly struct GrainTimerCreationOptions
{
    /// <summary>Both times are to be set.</summary>
    public GrainTimerCreationOptions()
    {
    }

    /// <summary>With both times.</summary>
    /// <param name="dueTime">Time until the first tick.</param>
    /// <param name="period">Time from the end of a tick to the next one.</param>
    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>Time until the first tick; infinite for none.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>Time from the end of a tick to the next one; infinite for none.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>True if ticks overlap with everything; else they wait like any request.</summary>
    public bool Interleave { get; init; }

    /// <summary>True if ticks keep the activation from being idle.</summary>
    public bool KeepAlive { get; init; }
}
