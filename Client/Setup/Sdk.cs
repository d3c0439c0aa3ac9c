using System.Diagnostics;
using System.Threading.Channels;

namespace SvaOrleans.Client.Setup;

/// <summary>The .NET SDK's command.</summary>
/// <param name="folder">The folder in which it starts; <c>global.json</c> there decides the SDK's version.</param>
internal sealed class Sdk(string folder)
{
    // Build servers outlive a build and can keep its output open. The wait for the end of the output must not wait for them.
    private static readonly TimeSpan OutputPatience = TimeSpan.FromSeconds(2);

    /// <summary>The command: the one that runs this program, else the one on the path.</summary>
    public static string Command =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } given ? given
        : Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath!
        : "dotnet";

    /// <summary>Runs the command until it ends, or kills it when it is cancelled.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="environment">Variables to set; null takes one away.</param>
    /// <param name="onLine">Receives each line of output and of errors.</param>
    /// <param name="cancel">Ends it early.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> Run(
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?> environment,
        Action<string> onLine,
        CancellationToken cancel
    )
    {
        var start = new ProcessStartInfo(Command, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{Command} did not start");
        process.StandardInput.Close();
        var lines = Channel.CreateUnbounded<string>();
        var reading = Task.WhenAll(Pump(process.StandardOutput, lines.Writer), Pump(process.StandardError, lines.Writer));
        var telling = Tell(lines.Reader, onLine);
        try
        {
            await process.WaitForExitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        await Task.WhenAny(reading, Task.Delay(OutputPatience, CancellationToken.None));
        lines.Writer.TryComplete();
        await telling;
        return process.ExitCode;
    }

    private static async Task Pump(StreamReader from, ChannelWriter<string> to)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            to.TryWrite(line);
        }
    }

    private static async Task Tell(ChannelReader<string> lines, Action<string> onLine)
    {
        await foreach (var line in lines.ReadAllAsync())
        {
            onLine(line);
        }
    }
}
