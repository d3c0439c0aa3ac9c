using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace SvaOrleans.Serving.Tests.Stops;

/// <summary>A real <c>sva up</c> in a process group of its own, as a terminal or a service manager starts it.</summary>
internal sealed partial class UpProcess : IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new();
    private readonly ConcurrentQueue<string> error = new();
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private UpProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Take(output, line.Data);
        process.ErrorDataReceived += (_, line) => Take(error, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Why there can be no process group here; null when there can.</summary>
    public static string? WhyNot { get; } = OperatingSystem.IsLinux() ? null : "process groups are made with setsid, which is Linux's";

    /// <summary>The server's process, and its group.</summary>
    public int Id => process.Id;

    /// <summary>What it wrote to standard error.</summary>
    public IReadOnlyList<string> Error => [.. error];

    public string Said => string.Join('\n', output);

    /// <summary>The processes of its silos; none on the simulated engine.</summary>
    public int[] Silos => [.. SiloProcess().Matches(Said).Select(static match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];

    public Uri Address => new(Pages().Match(Said).Groups[1].Value);

    /// <summary>Starts one without waiting for it.</summary>
    public static UpProcess Begin(IEnumerable<string> options, params (string Name, string Value)[] environment)
    {
        // What a shell started in the background ignores Ctrl-C, and so would its children.
        string[] arguments = ["--default-signal=INT,HUP", "setsid", Path.Combine(AppContext.BaseDirectory, "sva"), "up", "--port", "0", .. options];
        var start = new ProcessStartInfo("env", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };

        // Who did what is told on standard error too, and is no fault.
        start.Environment["Logging__LogLevel__SvaOrleans.Audit"] = "None";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new(Process.Start(start)!);
    }

    public static async Task<UpProcess> Start(IEnumerable<string> options, params (string Name, string Value)[] environment)
    {
        var up = Begin(options, environment);
        await up.ready.Task.WaitAsync(Limit);
        return up;
    }

    public Task Signal(string signal) => Kill(signal, $"{Id}");

    public Task SignalGroup(string signal) => Kill(signal, $"-{Id}");

    public static async Task Kill(string signal, string target)
    {
        using var kill = Process.Start("/bin/kill", [$"-{signal}", "--", target]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Waits for its end, and for all that it wrote.</summary>
    public async Task<int> Exit()
    {
        await process.WaitForExitAsync().WaitAsync(Limit);
        return process.ExitCode;
    }

    /// <summary>Waits until it has written a line that holds a text to standard error.</summary>
    public async Task Says(string text)
    {
        var since = Stopwatch.GetTimestamp();
        while (!error.Any(line => line.Contains(text, StringComparison.Ordinal)))
        {
            Assert.True(Stopwatch.GetElapsedTime(since) < Limit, $"'{text}' was not said:\n{string.Join('\n', error)}");
            await Task.Delay(50);
        }
    }

    /// <summary>Whether a process is there.</summary>
    public static bool Lives(int id) => Directory.Exists($"/proc/{id}") && !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await SignalGroup("KILL");
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private void Take(ConcurrentQueue<string> lines, string? line)
    {
        if (line is null)
        {
            ready.TrySetException(new InvalidOperationException($"it ended: {Said}\n{string.Join('\n', error)}"));
            return;
        }

        lines.Enqueue(line);
        if (line.StartsWith("ready", StringComparison.Ordinal))
        {
            ready.TrySetResult();
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
