using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace SvaOrleans.Server.Tests.Processes;

/// <summary>A real <c>sva up</c> in a process group of its own, as a terminal or a service manager starts it.</summary>
internal sealed partial class UpProcess : IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private const string Token = "SvaOrleans__Serve__Token";

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _error = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lazy<HttpClient> _http;

    private UpProcess(Process process, string? token)
    {
        this._process = process;
        _http = new(() => MakeClient(token));
        process.OutputDataReceived += (_, line) => Take(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Take(_error, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Why there can be no process group here; null when there can.</summary>
    public static string? WhyNot { get; } = OperatingSystem.IsLinux() ? null : "process groups are made with setsid, which is Linux's";

    /// <summary>The program.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "sva.exe" : "sva");

    /// <summary>The server's process, and its group.</summary>
    public int Id => _process.Id;

    /// <summary>What it wrote to standard error.</summary>
    public IReadOnlyList<string> Error => [.. _error];

    public string Said => string.Join('\n', _output);

    /// <summary>The processes of its silos; none on the simulated engine.</summary>
    public int[] Silos => SilosIn(Said);

    public Uri Address => AddressIn(Said);

    /// <summary>Asks it something, with the token that it was started with.</summary>
    public HttpClient Http => _http.Value;

    /// <summary>Starts one without waiting for it.</summary>
    public static UpProcess Begin(IEnumerable<string> options, params (string Name, string Value)[] environment)
    {
        // What a shell started in the background ignores Ctrl-C, and so would its children.
        string[] arguments = ["--default-signal=INT,HUP", "setsid", Program, "up", "--port", "0", .. options];
        var start = new ProcessStartInfo("env", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };

        // The audit lines are on standard error too, and are no failure.
        start.Environment["Logging__LogLevel__SvaOrleans.Audit"] = "None";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new(Process.Start(start)!, environment.FirstOrDefault(static pair => pair.Name == Token).Value);
    }

    public static async Task<UpProcess> Start(IEnumerable<string> options, params (string Name, string Value)[] environment)
    {
        var up = Begin(options, environment);
        try
        {
            await up._ready.Task.WaitAsync(Limit);
            return up;
        }
        catch
        {
            await up.DisposeAsync();
            throw;
        }
    }

    public Task Signal(string signal) => Kill(signal, $"{Id}");

    public Task SignalGroup(string signal) => Kill(signal, $"-{Id}");

    public static async Task Kill(string signal, string target)
    {
        using var kill = Process.Start("/bin/kill", [$"-{signal}", "--", target]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Ends every process of it, as a machine that loses its power does.</summary>
    public async Task KillAll()
    {
        var all = Array.ConvertAll(Silos, Process.GetProcessById).Append(_process).ToArray();
        Array.ForEach(all, static one => one.Kill());
        foreach (var one in all)
        {
            await one.WaitForExitAsync();
        }
    }

    /// <summary>Waits for its end, and for all that it wrote.</summary>
    public async Task<int> Exit()
    {
        await _process.WaitForExitAsync().WaitAsync(Limit);
        return _process.ExitCode;
    }

    /// <summary>Waits until it has written a line that holds a text to standard error.</summary>
    public Task Says(string text) =>
        Eventually(
            () => _error.Any(line => line.Contains(text, StringComparison.Ordinal)),
            () => $"'{text}' was not said:\n{string.Join('\n', _error)}"
        );

    /// <summary>Waits until something is so.</summary>
    /// <param name="holds">The condition.</param>
    /// <param name="otherwise">The message when it never holds.</param>
    /// <param name="limit">How long it may take.</param>
    public static async Task Eventually(Func<bool> holds, Func<string> otherwise, TimeSpan? limit = null)
    {
        var since = Stopwatch.GetTimestamp();
        while (!holds())
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < (limit ?? Limit), otherwise());
            await Task.Delay(20);
        }
    }

    /// <summary>Whether a process is there.</summary>
    public static bool Lives(int id)
    {
        try
        {
            return !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Whether a process has a handler of SIGHUP, the last signal that a verb begins to listen to.</summary>
    public static bool HandlesHangUp(int id)
    {
        const string Caught = "SigCgt:";
        var line = File.ReadLines($"/proc/{id}/status").First(static line => line.StartsWith(Caught, StringComparison.Ordinal));
        return (Convert.ToUInt64(line[Caught.Length..].Trim(), 16) & 1UL) != 0;
    }

    /// <summary>The processes of silos, as a server prints them.</summary>
    /// <param name="said">What it said.</param>
    public static int[] SilosIn(string said) =>
        [.. SiloProcess().Matches(said).Select(static match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];

    /// <summary>The address that a server prints.</summary>
    /// <param name="said">What it said.</param>
    public static Uri AddressIn(string said) => new(Pages().Match(said).Groups[1].Value);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await SignalGroup("KILL");
            await _process.WaitForExitAsync();
        }

        if (_http.IsValueCreated)
        {
            Http.Dispose();
        }

        _process.Dispose();
    }

    private HttpClient MakeClient(string? token)
    {
        // A client that waits for "100 Continue" waits until the server answers, also on a busy machine.
        var handler = new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromSeconds(60) };
        var client = new HttpClient(handler) { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(60) };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private void Take(ConcurrentQueue<string> lines, string? line)
    {
        if (line is null)
        {
            _ready.TrySetException(new InvalidOperationException($"it ended: {Said}\n{string.Join('\n', _error)}"));
            return;
        }

        lines.Enqueue(line);
        if (line.StartsWith("ready", StringComparison.Ordinal))
        {
            _ready.TrySetResult();
        }
    }

    [GeneratedRegex(@"^  silo-\d+  process (\d+)", RegexOptions.Multiline)]
    private static partial Regex SiloProcess();

    [GeneratedRegex("pages +(http://[^ ]+/)")]
    private static partial Regex Pages();
}

/// <summary>A test that signals process groups.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GroupFactAttribute : FactAttribute
{
    public GroupFactAttribute() => Skip = UpProcess.WhyNot;
}

/// <summary>A test that signals process groups.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GroupTheoryAttribute : TheoryAttribute
{
    public GroupTheoryAttribute() => Skip = UpProcess.WhyNot;
}
