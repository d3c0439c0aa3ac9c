namespace Orleans.Runtime;

/// <summary>A timer of one activation. Dispose it to stop it.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Sets when the next tick comes and the pause between later ones; within a tick it takes effect after the tick.</summary>
    /// <param name="dueTime">Time until the next tick; infinite for none.</param>
    /// <param name="period">Time from the end of a tick to the next one; infinite for none.</param>
    void Change(TimeSpan dueTime, TimeSpan period);
}
