using SvaOrleans.Server.Tests.Processes;

namespace SvaOrleans.Server.Tests.Stops;

/// <summary>The terminal of a server is closed: writes to it fail with EIO, and the leader of its session gets SIGHUP. It ends in order all
/// the same.</summary>
public sealed class ClosedTerminalTests
{
    private const string Up = "\"$SVA\" up --port 0 --silos 2";

    [TerminalTheory]
    [InlineData("")]
    [InlineData("2>error")]
    public async Task A_server_below_a_shell_ends_in_order(string error)
    {
        await using var shell = new ShellRun();

        // The shell that leads the session dies of SIGHUP; its death sends SIGHUP to the group in the foreground.
        await using var terminal = new TerminalSession(shell, $"(trap : HUP; {Up} {error}; echo $? >code); :");
        await terminal.Says("ready");
        await terminal.Close();
        Assert.Equal("0", await shell.Written("code"));
        await shell.Gone();
        Assert.Null(shell.Read("error"));
    }

    [TerminalFact]
    public async Task A_server_that_the_terminal_runs_itself_leaves_no_process()
    {
        await using var shell = new ShellRun();
        await using var terminal = new TerminalSession(shell, $"exec {Up} 2>error");
        await terminal.Says("ready");
        await terminal.Close();
        await shell.Gone();
        Assert.Null(shell.Read("error"));
    }

    [TerminalFact]
    public async Task A_start_is_given_up()
    {
        await using var shell = new ShellRun();
        await using var terminal = new TerminalSession(shell, $"(trap : HUP; {Up} 2>error; echo $? >code); :");
        await UpProcess.Eventually(() => shell.Processes("sva").Any(UpProcess.HandlesHangUp), static () => "it never listened to signals");
        await terminal.Close();
        Assert.True(await shell.Written("code") is "0" or "130", shell.Read("code"));
        await shell.Gone();
        Assert.True(shell.Read("error") is null or "sva: stopped", shell.Read("error"));
    }

    [TerminalFact]
    public async Task Who_gets_no_signal_goes_on_without_a_terminal()
    {
        await using var shell = new ShellRun();
        await using var terminal = new TerminalSession(
            shell,
            $"trap : HUP; {Up} & echo $! >id; wait $!; wait $!; echo $? >code",
            ("SvaOrleans__Log__Format", "Text")
        );
        await terminal.Says("ready");
        using var http = new HttpClient { BaseAddress = UpProcess.AddressIn(terminal.Said) };
        await terminal.Close();

        // Who killed it, and that it is gone, is written to a terminal that is no more.
        using (var killed = await http.DeleteAsync("/api/v1/silos/silo-0"))
        {
            Assert.True(killed.IsSuccessStatusCode, $"{killed.StatusCode}");
        }

        Assert.Contains("silo-1", await http.GetStringAsync("/api/v1/cluster"), StringComparison.Ordinal);
        await UpProcess.Kill("TERM", shell.Read("id")!);
        Assert.Equal("0", await shell.Written("code"));
        await shell.Gone();
    }

    [TerminalFact]
    public async Task A_run_that_waits_for_its_input_is_stopped()
    {
        await using var shell = new ShellRun();
        await using var terminal = new TerminalSession(
            shell,
            "mkfifo input; exec 3<>input; (trap : HUP; \"$SVA\" run - <input 2>error; echo $? >code); :"
        );
        await UpProcess.Eventually(() => shell.Processes("sva").Any(UpProcess.HandlesHangUp), static () => "it never listened to signals");
        await terminal.Close();
        Assert.Equal("130", await shell.Written("code"));
        Assert.Equal("sva: stopped", shell.Read("error"));
    }
}
