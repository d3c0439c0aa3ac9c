using System.Runtime.InteropServices;

namespace SvaOrleans.Silo.Orleans.Processes;

/// <summary>What a silo's server wants of it: lines on standard input, read from the first moment to the last.</summary>
/// <remarks>Signals that a whole group gets (Ctrl-C, a closed terminal, a service manager's stop) are the server's to handle: it lets
/// requests end before it orders the silos to stop. A process cannot know who else got a signal, so it tells the server of SIGTERM, which
/// knows whether it got one.</remarks>
internal sealed class ServerOrders : IDisposable
{
    private readonly PosixSignalRegistration[] _signals;

    // Never disposed: the last signal and the last order may come at any time.
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Listens.</summary>
    /// <param name="output">Where the server reads.</param>
    public ServerOrders(TextWriter output) =>
        _signals = [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, static context => context.Cancel = true),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, static context => context.Cancel = true),
            PosixSignalRegistration.Create(
                PosixSignal.SIGTERM,
                context =>
                {
                    context.Cancel = true;
                    output.WriteLine(SiloProgram.Leave);
                }
            ),
        ];

    /// <summary>Cancelled once the server has ordered the silo to stop.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Answers what its grains have done; nothing is answered before it is set.</summary>
    public Action? TellActivity { get; set; }

    /// <summary>Takes a line that tells which silos the server has started; says whether it was one.</summary>
    public Func<string, bool>? Learn { get; set; }

    /// <summary>Called when the server reports an outage.</summary>
    public Action? Outage { get; set; }

    /// <summary>Ends the process once there is no server; at once, as nobody is left to hand over to.</summary>
    public Action ServerGone { get; set; } = static () => FatalEnd.End(null, 0);

    /// <summary>Reads until it has been told which silos the server has started. The server may say other things before.</summary>
    /// <returns>Whether it was told so; false when it is to end instead.</returns>
    public async Task<bool> ReadUntilLearnt()
    {
        while (await Console.In.ReadLineAsync() is { } line && line != SiloProgram.Stop)
        {
            if (Learn?.Invoke(line) == true)
            {
                return true;
            }

            Take(line);
        }

        return false;
    }

    /// <summary>Begins to read, on a thread that waits for none of the silo's.</summary>
    public void Listen() => new Thread(Read) { IsBackground = true, Name = "orders" }.Start();

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_signals, static signal => signal.Dispose());

    private void Read()
    {
        while (Console.In.ReadLine() is { } line)
        {
            Take(line);
        }

        ServerGone();
    }

    private void Take(string line)
    {
        if (line == SiloProgram.Stop)
        {
            _ = _stop.CancelAsync();
        }
        else if (line == SiloProgram.Outage)
        {
            Outage?.Invoke();
        }
        else if (Learn?.Invoke(line) != true && line == SiloProgram.TellActivity)
        {
            TellActivity?.Invoke();
        }
    }
}
