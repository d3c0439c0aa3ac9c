using SvaOrleans.Simulation.Engine;

namespace SvaOrleans.Simulation.Testing;

/// <summary>Wakes the thread of a test that has blocked for long, e.g. by <c>.Result</c>: the whole cluster runs on it, so what it waits for would
/// never come. On a cluster such code gets its answer, at the cost of a thread; here it would hang.</summary>
internal sealed class BlockGuard : IDisposable
{
    private const int BlockedMost = 50;
    private const int BlockedAgainMost = 5;

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Thread _thread = Thread.CurrentThread;
    private bool _isOver;
    private bool _hasInterrupted;

    private BlockGuard()
    {
        // A thread and no timer: timers are what the engine looks for in grains.
        new Thread(Watch) { IsBackground = true, Name = "block guard" }.Start();
    }

    /// <summary>What is said of code that was woken.</summary>
    internal static string Message { get; } =
        $"it blocked the one thread that runs the cluster for {(BlockedMost * Every).TotalSeconds} seconds, e.g. by .Result, .Wait() or a lock; nothing could end that. Await it instead";

    /// <summary>Watches the thread that runs this, until disposed.</summary>
    /// <returns>Null inside of the run of a cluster, which is watched already and takes no threads.</returns>
    internal static BlockGuard? Begin() => SynchronizationContext.Current is Activation ? null : new();

    /// <summary>From here on the thread may block.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
        }

        if (_hasInterrupted)
        {
            try
            {
                Thread.Sleep(0); // takes an interrupt that has met no wait
            }
            catch (ThreadInterruptedException) { }
        }
    }

    private void Watch()
    {
        var blocked = 0;
        while (true)
        {
            Thread.Sleep(Every);
            blocked = (_thread.ThreadState & ThreadState.WaitSleepJoin) != 0 ? blocked + 1 : 0;
            lock (_gate)
            {
                if (_isOver)
                {
                    return;
                }

                if (blocked >= (_hasInterrupted ? BlockedAgainMost : BlockedMost))
                {
                    _hasInterrupted = true;
                    _thread.Interrupt();
                    blocked = 0;
                }
            }
        }
    }
}
