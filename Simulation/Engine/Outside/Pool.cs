namespace SvaOrleans.Simulation.Engine.Outside;

/// <summary>The thread pool of the process.</summary>
internal static class Pool
{
    // A pool that is out of threads adds one after half a second.
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(1);

    // From the moment at which a thread takes work in, or is started, to the first code that runs there.
    private static readonly TimeSpan Start = TimeSpan.FromMilliseconds(10);

    /// <summary>Returns once what was handed to the pool before has begun to run: it takes in work oldest first.</summary>
    /// <param name="isEnough">True to return at once.</param>
    internal static void LetRun(Func<bool> isEnough)
    {
#pragma warning disable RS0030 // Nothing of a run is scheduled here; it only shows whether a run that hangs has left something behind.
        if (ThreadPool.PendingWorkItemCount > 0)
        {
            ManualResetEventSlim reached = new();
            ThreadPool.UnsafeQueueUserWorkItem(static reached => reached.Set(), reached, preferLocal: false);
            reached.Wait(Most);
        }
#pragma warning restore RS0030

        SpinWait.SpinUntil(isEnough, Start);
    }
}
