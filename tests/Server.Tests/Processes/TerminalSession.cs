using System.Collections.Concurrent;
using System.Diagnostics;

namespace SvaOrleans.Server.Tests.Processes;

/// <summary>A command on a terminal of its own, which can be closed: util-linux' <c>script</c> holds the other side, and goes.</summary>
internal sealed class TerminalSession : IAsyncDisposable
{
    private readonly Process _script;
    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>Starts a command as what a terminal window runs: the shell that <c>script</c> starts leads the terminal's
    /// session.</summary>
    public TerminalSession(ShellRun shell, string command, params (string Name, string Value)[] environment)
    {
        _script = shell.Start(["script", "-qefc", command, "/dev/null"], [("SHELL", "/bin/sh"), .. environment]);
        _script.OutputDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
        _script.BeginOutputReadLine();
        _ = _script.StandardError.ReadToEndAsync();
    }

    /// <summary>Why there can be no terminal here; null when there can.</summary>
    public static string? WhyNot { get; } =
        OperatingSystem.IsLinux() && File.Exists("/usr/bin/script") ? null : "script of util-linux is not there";

    /// <summary>What is on the terminal.</summary>
    public string Said => string.Join('\n', _lines);

    /// <summary>Waits until a line on the terminal begins with a text.</summary>
    public Task Says(string text) =>
        UpProcess.Eventually(
            () => _lines.Any(line => line.StartsWith(text, StringComparison.Ordinal)),
            () => $"'{text}' was not said: {Said}"
        );

    /// <summary>Closes the terminal, as when its window is closed.</summary>
    public async Task Close()
    {
        _script.Kill();
        await _script.WaitForExitAsync();
    }

    public ValueTask DisposeAsync()
    {
        if (!_script.HasExited)
        {
            _script.Kill();
        }

        _script.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>A test that closes terminals.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TerminalFactAttribute : FactAttribute
{
    public TerminalFactAttribute() => Skip = TerminalSession.WhyNot;
}

/// <summary>A test that closes terminals.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TerminalTheoryAttribute : TheoryAttribute
{
    public TerminalTheoryAttribute() => Skip = TerminalSession.WhyNot;
}
