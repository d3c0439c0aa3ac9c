using System.Runtime.InteropServices;
using SvaOrleans.Client.Verbs;

namespace SvaOrleans.Client.Running;

/// <summary>Ctrl-C, a service manager's stop, and the end of a terminal: the first asks for an orderly end; a second Ctrl-C ends at once, and so does
/// an orderly end that takes too long.</summary>
internal sealed class StopSignals : IDisposable
{
    /// <summary>The longest that an orderly end may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    // Some programs send a signal both to the process and to its group: that is one wish.
    private static readonly TimeSpan OneWish = TimeSpan.FromMilliseconds(200);

    // Never disposed: a signal may come at any time.
    private readonly CancellationTokenSource stop = new();
    private readonly PosixSignalRegistration[] signals;
    private long first;

    /// <summary>Listens to signals.</summary>
    public StopSignals() => signals =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, endsAtOnce: true)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, endsAtOnce: false)),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Stop(context, endsAtOnce: false)),
    ];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => stop.Token;

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(signals, static signal => signal.Dispose());

    private void Stop(PosixSignalContext context, bool endsAtOnce)
    {
        context.Cancel = true;
        var now = TimeProvider.System.GetTimestamp();
        if (Interlocked.CompareExchange(ref first, now, 0) is var since and not 0)
        {
            if (endsAtOnce && TimeProvider.System.GetElapsedTime(since, now) > OneWish)
            {
                End("ended at once");
            }

            return;
        }

        _ = stop.CancelAsync();
        new Thread(static () =>
        {
            Thread.Sleep(Limit);
            End($"ended at once, as an orderly end took longer than {Limit.TotalSeconds:0} s");
        })
        { IsBackground = true }.Start();
    }

    private static void End(string how)
    {
        try
        {
            Console.Error.WriteLine($"sva: {how}");
        }
        catch (IOException)
        {
            // The terminal is gone.
        }

        Environment.Exit(ExitCode.Interrupted);
    }
}
