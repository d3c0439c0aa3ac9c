using System.Runtime.InteropServices;
using SvaOrleans.Client.Output;

namespace SvaOrleans.Client.Verbs;

/// <summary>Ctrl-C, a service manager's stop, the end of a terminal, and the leave of the output's reader. The first asks for an orderly
/// end. A second Ctrl-C ends the process at once, and so does an orderly end that takes too long.</summary>
internal sealed class StopSignals : IDisposable
{
    /// <summary>The longest that an orderly end may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    // Some programs send a signal both to the process and to its group: that is one wish.
    private static readonly TimeSpan OneWish = TimeSpan.FromMilliseconds(200);

    // Never disposed: a signal may come at any time.
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _signals;
    private readonly bool _endsAtOnce;
    private volatile bool _isByOutput;
    private long _first;

    /// <summary>Listens to signals.</summary>
    /// <param name="endsAtOnce">Whether no orderly end is needed: the first signal ends the process.</param>
    public StopSignals(bool endsAtOnce)
    {
        this._endsAtOnce = endsAtOnce;
        StandardStreams.OutputLeft += EndWithoutOutput;
        _signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, isFromKeyboard: true)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, isFromKeyboard: false)),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => Stop(context, isFromKeyboard: false)),
        ];
    }

    /// <summary>The exit code of a process that was stopped.</summary>
    public int Code => _isByOutput && StandardStreams.IsPipeBroken ? ExitCode.OutputLeft : ExitCode.Interrupted;

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Whether the output's reader left before any signal came.</summary>
    public bool IsByOutput => _isByOutput;

    /// <summary>Writes that the process was stopped, unless the output has lost its reader.</summary>
    public static void Tell()
    {
        if (!StandardStreams.IsPipeBroken)
        {
            Console.Error.WriteLine("sva: stopped");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        StandardStreams.OutputLeft -= EndWithoutOutput;
        Array.ForEach(_signals, static signal => signal.Dispose());
    }

    private void Stop(PosixSignalContext context, bool isFromKeyboard)
    {
        context.Cancel = true;
        var now = TimeProvider.System.GetTimestamp();
        if (!IsFirst(now, out var since))
        {
            if (isFromKeyboard && TimeProvider.System.GetElapsedTime(since, now) > OneWish)
            {
                End("ended at once");
            }
        }
        else if (_endsAtOnce)
        {
            End("stopped");
        }
        else
        {
            StopInOrder();
        }
    }

    private void EndWithoutOutput()
    {
        if (!IsFirst(TimeProvider.System.GetTimestamp(), out _))
        {
            return;
        }

        _isByOutput = true;
        if (_endsAtOnce)
        {
            Environment.Exit(Code);
        }

        StopInOrder();
    }

    private bool IsFirst(long now, out long since) => (since = Interlocked.CompareExchange(ref _first, now, 0)) == 0;

    private void StopInOrder()
    {
        _ = _stop.CancelAsync();
        new Thread(() =>
        {
            Thread.Sleep(Limit);
            End($"ended at once, as an orderly end took longer than {Limit.TotalSeconds:0} s");
        })
        {
            IsBackground = true,
        }.Start();
    }

    private void End(string how)
    {
        Console.Error.WriteLine($"sva: {how}");
        Environment.Exit(Code);
    }
}
