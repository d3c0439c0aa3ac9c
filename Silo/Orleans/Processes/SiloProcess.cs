using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using SvaOrleans.Silo.Clusters;
using SvaOrleans.Silo.Orleans.Placement;

namespace SvaOrleans.Silo.Orleans.Processes;

/// <summary>A silo in a process of its own, seen from the server that started it.</summary>
internal sealed class SiloProcess : IDisposable
{
    /// <summary>The verb by which the program starts as a silo.</summary>
    public const string Verb = "silo";

    /// <summary>How long an orderly end may take.</summary>
    public static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);

    private const int SignalBase = 128;
    private const int TerminateSignal = 15;

    // The same on every Unix.
    private static readonly Dictionary<int, string> SignalNames = new()
    {
        [2] = "SIGINT",
        [6] = "SIGABRT",
        [9] = "SIGKILL",
        [15] = "SIGTERM",
    };

    private readonly Process _process;

    // Several of the server's threads give orders, and each is a line.
    private readonly TextWriter _input;
    private readonly TaskCompletionSource<string> _firstWord = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<SiloAddress?> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _leaveAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private TaskCompletionSource<SiloActivity?>? _asked;
    private bool _hasEnded;

    /// <summary>Watches over a process, to whose input orders are written and whose output is read.</summary>
    /// <param name="name">The silo's name.</param>
    /// <param name="process">The process.</param>
    internal SiloProcess(string name, Process process)
    {
        Name = name;
        this._process = process;
        _input = TextWriter.Synchronized(process.StandardInput);
        Exited = Watch();
    }

    /// <summary>The silo's name.</summary>
    public string Name { get; }

    /// <summary>The process.</summary>
    public int Id => _process.Id;

    /// <summary>Completes when the process has ended, however it ended.</summary>
    public Task Exited { get; }

    /// <summary>Whether a process that has ended stopped as it was told to, by its server or by SIGTERM.</summary>
    public bool EndedInOrder => _process.ExitCode is 0 or SignalBase + TerminateSignal;

    /// <summary>How a process ended that has ended. Codes above 128 are 128 and the number of the signal that ended it.</summary>
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

    /// <summary>The address that the silo joins with, which no other start of a process has; null when it ended before it had
    /// one.</summary>
    public Task<SiloAddress?> Address => _address.Task;

    /// <summary>What the process says next: that it is ready, or why not; null when it ended without a word.</summary>
    public Task<string> FirstWord => _firstWord.Task;

    /// <summary>Completes when a signal told the process to end, be it this one alone or all of the group.</summary>
    public Task LeaveAsked => _leaveAsked.Task;

    /// <summary>Whether it was ordered to stop.</summary>
    public bool IsStopping { get; private set; }

    /// <summary>Starts a process.</summary>
    /// <param name="place">The silo's name and ports.</param>
    /// <param name="handover">What it is told by its standard input alone.</param>
    /// <param name="environment">What it is told by its environment: nothing that is secret.</param>
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

    /// <summary>Tells it which silos the server has started. It joins once it has heard so for the first time.</summary>
    /// <param name="known">These.</param>
    public void Tell(KnownSilos known) => Say($"{SiloProgram.Known} {known.Line}");

    /// <summary>Tells it that a part of the cluster is away, or has just come back.</summary>
    public void TellOutage() => Say(SiloProgram.Outage);

    /// <summary>Asks what its grains have done.</summary>
    /// <param name="limit">How long to wait.</param>
    /// <returns>The answer; null when there is none in time, or none any more.</returns>
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

    /// <summary>Kills it: nothing of it has the time to say a word.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }

    /// <summary>Stops it in order, or kills it when that takes too long.</summary>
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

    // Whoever embeds a server (a test) has the console's program beside it.
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
            // Its end is told by Exited.
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
            // It was killed in the middle of its last line.
            return null;
        }
    }
}
