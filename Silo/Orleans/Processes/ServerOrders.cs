using System.Runtime.InteropServices;

namespace SvaOrleans.Silo.Orleans.Processes;

/// <summary>A server's orders to its silo process: lines on standard input, read from start to end.</summary>
/// <remarks>The server handles signals to the process group (Ctrl-C, a closed terminal, a service manager's stop): it lets requests end
/// before it orders the silos to stop. A process cannot know which other processes got a signal, so it reports SIGTERM to the server, which
/// knows whether it got one too.</remarks>
internal sealed class ServerOrders : IDisposable
{
    private readonly PosixSignalRegistration[] _signals;

    // Never disposed: the last signal and the last order may come at any time.
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Registers the signal handlers.</summary>
    /// <param name="output">The output that the server reads.</param>
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

    /// <summary>Writes the activity of the silo's grains. Requests for it get no answer until this is set.</summary>
    public Action? TellActivity { get; set; }

    /// <summary>Reads a line with the silos that the server has started. False for any other line.</summary>
    public Func<string, bool>? Learn { get; set; }

    /// <summary>Called when the server reports an outage.</summary>
    public Action? Outage { get; set; }

    /// <summary>Called when the server has ended. Ends the process at once, as nothing is left to hand over to.</summary>
    public Action ServerGone { get; set; } = static () => FatalEnd.End(null, 0);

    /// <summary>Reads until a line with the silos that the server has started. Other lines may come before it.</summary>
    /// <returns>Whether that line came; false if the silo must end instead.</returns>
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

    /// <summary>Starts to read, on a thread of its own that waits for no thread of the silo.</summary>
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
