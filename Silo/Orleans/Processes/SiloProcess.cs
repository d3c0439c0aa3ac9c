using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using SvaOrleans.Silo.Clusters;
using SvaOrleans.Silo.Orleans.Placement;

namespace SvaOrleans.Silo.Orleans.Processes;

/// <summary>A silo process, seen from the server that started it.</summary>
internal sealed class SiloProcess : IDisposable
{
    /// <summary>The command that starts the program as a silo.</summary>
    public const string Verb = "silo";

    /// <summary>The time limit of an orderly stop.</summary>
    public static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);

    private const int SignalBase = 128;
    private const int TerminateSignal = 15;

    // The numbers are the same on every Unix.
    private static readonly Dictionary<int, string> SignalNames = new()
    {
        [2] = "SIGINT",
        [6] = "SIGABRT",
        [9] = "SIGKILL",
        [15] = "SIGTERM",
    };

    private readonly Process _process;

    // Several threads of the server write orders, each of them one line.
    private readonly TextWriter _input;
    private readonly TaskCompletionSource<string> _firstWord = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<SiloAddress?> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _leaveAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private TaskCompletionSource<SiloActivity?>? _asked;
    private bool _hasEnded;

    /// <summary>Watches a process: writes orders to its input and reads its output.</summary>
    /// <param name="name">The silo's name.</param>
    /// <param name="process">The process.</param>
    internal SiloProcess(string name, Process process)
    {
        Name = name;
        this._process = process;
        _input = TextWriter.Synchronized(process.StandardInput);
        Exited = Watch();
    }

    public string Name { get; }

    public int Id => _process.Id;

    /// <summary>Completes when the process has ended, for any reason.</summary>
    public Task Exited { get; }

    /// <summary>Whether an ended process stopped on an order of its server or on SIGTERM.</summary>
    public bool EndedInOrder => _process.ExitCode is 0 or SignalBase + TerminateSignal;

    /// <summary>How the process ended. Exit codes above 128 are 128 plus the number of the signal.</summary>
    public string HowItEnded
    {
        get
        {
            var signal = _process.ExitCode - SignalBase;
            return signal <= 0 || OperatingSystem.IsWindows()
                ? $"its process ended with code {_process.ExitCode}"
                : $"its process was ended by signal {signal}{(SignalNames.TryGetValue(signal, out var name) ? $" ({name})" : "")}";
        }
    }

    /// <summary>The address that the silo joins with, unique to this start of the process; null if it ended before it had one.</summary>
    public Task<SiloAddress?> Address => _address.Task;

    /// <summary>The first message of the process: that it is ready, or why not; empty if it ended without one.</summary>
    public Task<string> FirstWord => _firstWord.Task;

    /// <summary>Completes when the process has received a signal to end, alone or with its group.</summary>
    public Task LeaveAsked => _leaveAsked.Task;

    /// <summary>Whether the server ordered it to stop.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>Starts a silo process.</summary>
    /// <param name="place">The silo's name and ports.</param>
    /// <param name="handover">The data that it receives on standard input only.</param>
    /// <param name="environment">The data that it receives in its environment: no secrets.</param>
    public static SiloProcess Start(SiloPlace place, SiloHandover handover, IReadOnlyList<KeyValuePair<string, string>> environment)
    {
        var start = new ProcessStartInfo
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        var program = Assembly.GetEntryAssembly()!.Location;
        start.FileName = Environment.ProcessPath!;
        if (Path.GetFileNameWithoutExtension(start.FileName) is "dotnet" or "testhost")
        {
            start.FileName = DotnetPath();
            start.ArgumentList.Add(ProgramPath(program));
        }

        foreach (var name in start.Environment.Keys.Where(SiloHandover.Withholds).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        start.ArgumentList.Add(Verb);
        start.ArgumentList.Add("--name");
        start.ArgumentList.Add(place.Name);
        start.ArgumentList.Add("--port");
        start.ArgumentList.Add(place.Port.ToString(CultureInfo.InvariantCulture));
        start.ArgumentList.Add("--primary");
        start.ArgumentList.Add(place.PrimaryPort.ToString(CultureInfo.InvariantCulture));
        var started = new SiloProcess(
            place.Name,
            Process.Start(start) ?? throw new InvalidOperationException("the operating system started no process")
        );
        started.Say(handover.Write());
        return started;
    }

    /// <summary>Sends the silos that the server has started. The silo joins once it has received them for the first time.</summary>
    /// <param name="known">The silos.</param>
    public void Tell(KnownSilos known) => Say($"{SiloProgram.Known} {known.Line}");

    /// <summary>Reports that a part of the cluster is lost, or has just returned.</summary>
    public void TellOutage() => Say(SiloProgram.Outage);

    /// <summary>Asks for the activity of its grains.</summary>
    /// <param name="limit">How long to wait.</param>
    /// <returns>The answer; null if none comes in time, or the process has ended.</returns>
    public async Task<SiloActivity?> Activity(TimeSpan limit)
    {
        Task<SiloActivity?> answer;
        lock (_gate)
        {
            if (_hasEnded)
            {
                return null;
            }

            if (_asked is null)
            {
                _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
                Say(SiloProgram.TellActivity);
            }

            answer = _asked.Task;
        }

        try
        {
            return await answer.WaitAsync(limit);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>Kills the process; it runs no shutdown code.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // The process has already ended.
        }
    }

    /// <summary>Stops the process in order, and kills it after the time limit.</summary>
    public async Task Stop()
    {
        IsStopping = true;
        Say(SiloProgram.Stop);
        try
        {
            await Exited.WaitAsync(StopLimit + TimeSpan.FromSeconds(2));
        }
        catch (TimeoutException)
        {
            Kill();
            await Exited;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    private static string DotnetPath() =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path
        : Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath!
        : "dotnet";

    // A program that embeds a server (a test) has the console's program in its own directory.
    private static string ProgramPath(string entry) =>
        Path.GetFileName(entry) == "sva.dll" ? entry : Path.Combine(AppContext.BaseDirectory, "sva.dll");

    private void Say(string line)
    {
        try
        {
            _input.WriteLine(line);
            _input.Flush();
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException)
        {
            // Exited reports the end of the process.
        }
    }

    private async Task Watch()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(SiloProgram.Address + " ", StringComparison.Ordinal))
            {
                _address.TrySetResult(SiloAddress.FromParsableString(line[(SiloProgram.Address.Length + 1)..]));
            }
            else if (line.StartsWith(SiloProgram.TellActivity + " ", StringComparison.Ordinal))
            {
                TaskCompletionSource<SiloActivity?>? waiting;
                lock (_gate)
                {
                    (waiting, _asked) = (_asked, null);
                }

                waiting?.TrySetResult(Read(line.AsSpan(SiloProgram.TellActivity.Length + 1)));
            }
            else if (line == SiloProgram.Leave)
            {
                _leaveAsked.TrySetResult();
            }
            else
            {
                _firstWord.TrySetResult(line);
            }
        }

        await _process.WaitForExitAsync();
        _address.TrySetResult(null);
        _firstWord.TrySetResult("");
        lock (_gate)
        {
            _hasEnded = true;
            _asked?.TrySetResult(null);
        }
    }

    private static SiloActivity? Read(ReadOnlySpan<char> answer)
    {
        try
        {
            return JsonSerializer.Deserialize<SiloActivity>(answer, ProcessJson.Options);
        }
        catch (JsonException)
        {
            // The process was killed while it wrote its last line.
            return null;
        }
    }
}
