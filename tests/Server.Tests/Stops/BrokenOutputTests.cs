using System.Net;
using System.Net.Sockets;
using SvaOrleans.Server.Tests.Processes;
using SvaOrleans.Silo;

namespace SvaOrleans.Server.Tests.Stops;

/// <summary>Whoever reads what the program writes leaves, or was never there: the program ends without a word, with the code that SIGPIPE
/// would give it, or goes on when what it does is no writing.</summary>
public sealed class BrokenOutputTests
{
    private const string Up = "\"$SVA\" up --port 0 --silos 2";

    public static TheoryData<string> Verbs() =>
        [
            "--help",
            "run --schema",
            "run $SCENARIOS/tour/mail-example.yaml",
            "run $SCENARIOS/machines/*.yaml $SCENARIOS/tour/*.yaml $SCENARIOS/worked/*.yaml --quiet",
            "run $SCENARIOS/tour/mail-example.yaml --json --events",
            "demo",
            "schema",
            "doctor",
            "doctor --json",
            "topology import $DATA/topologies/arm-smmuv3-small -o topology.yaml",
            "topology show $DATA/topologies/arm-smmuv3-small --json",
            "trace stats $DATA/traces/gcc.strace",
            "trace stats $DATA/traces/gcc.strace --json",
            .. Engines.Chosen == EngineKind.Simulated ? Exploring : [],
        ];

    private static readonly string[] Exploring =
    [
        "explore $SCENARIOS/races/d7-bind-during-exit.yaml --orders 100",
        "explore $SCENARIOS/races/*.yaml --orders 100 --json",
        "explore $SCENARIOS/races/*.yaml --orders 100 --quiet",
        "explore --points",
    ];

    [GroupTheory]
    [MemberData(nameof(Verbs))]
    public async Task What_nobody_reads_ends_the_program_without_a_word(string verb)
    {
        await using var shell = new ShellRun();

        // The reader has left before the program can have written anything.
        await shell.Run(
            $"mkfifo gone; {{ read line <gone; \"$SVA\" {verb} 2>error; echo $? >code; }} | {{ exec <&-; echo >gone; }}",
            Inputs
        );
        Assert.Equal(("141", null), (shell.Read("code"), shell.Read("error")));
        await shell.Gone();
    }

    [GroupFact]
    public async Task A_server_whose_output_nobody_reads_is_not_started()
    {
        await using var shell = new ShellRun();
        await shell.Run($"mkfifo gone; {{ read line <gone; {Up} 2>error; echo $? >code; }} | {{ exec <&-; echo >gone; }}");
        Assert.Equal(("141", null), (shell.Read("code"), shell.Read("error")));
        await shell.Gone();
    }

    [GroupFact]
    public async Task A_server_whose_reader_leaves_once_it_is_ready_goes_on_and_ends_in_order()
    {
        await using var shell = new ShellRun();
        using var run = shell.Start(
            $"{{ {Up} 2>error & echo $! >id; wait $!; echo $? >code; }} | {{ sed -u '/^ready/q'; exec <&-; echo x >left; }}"
        );
        _ = run.StandardOutput.ReadToEndAsync();
        await shell.Written("left");
        await UpProcess.Kill("TERM", shell.Read("id")!);
        await run.WaitForExitAsync().WaitAsync(UpProcess.Limit);
        Assert.Equal(("0", null), (shell.Read("code"), shell.Read("error")));
        await shell.Gone();
    }

    [GroupTheory]
    [InlineData("Text")]
    [InlineData("Json")]
    public async Task A_server_whose_log_nobody_reads_goes_on(string format)
    {
        await using var shell = new ShellRun();
        using var run = shell.Start(
            $"{{ {Up} 2>&1 >said & echo $! >id; wait $!; echo $? >code; }} | exec <&-",
            ("SvaOrleans__Log__Format", format)
        );
        await UpProcess.Eventually(
            () => shell.Read("said")?.Contains("ready", StringComparison.Ordinal) == true,
            () => $"{shell.Read("said")}"
        );
        using var http = new HttpClient { BaseAddress = UpProcess.AddressIn(shell.Read("said")!) };
        using (var killed = await http.DeleteAsync("/api/v1/silos/silo-0"))
        {
            Assert.True(killed.IsSuccessStatusCode, $"{killed.StatusCode}");
        }

        Assert.Contains("silo-1", await http.GetStringAsync("/api/v1/cluster"), StringComparison.Ordinal);
        await UpProcess.Kill("TERM", shell.Read("id")!);
        await run.WaitForExitAsync().WaitAsync(UpProcess.Limit);
        Assert.Equal("0", shell.Read("code"));
        await shell.Gone();
    }

    [GroupFact]
    public async Task What_is_wrong_is_told_by_the_code_where_nobody_reads_why()
    {
        await using var shell = new ShellRun();
        await shell.Run("mkfifo gone; { read line <gone; \"$SVA\" run nowhere.yaml 2>&1; echo $? >code; } | { exec <&-; echo >gone; }");
        Assert.Equal("2", shell.Read("code"));
    }

    [GroupTheory]
    [InlineData("run $SCENARIOS/tour/mail-example.yaml", ">&-", 0)]
    [InlineData("run $SCENARIOS/tour/mail-example.yaml --json", ">&- 2>&-", 0)]
    [InlineData("run $SCENARIOS/tour/mail-example.yaml", "<&- >&- 2>&-", 0)]
    [InlineData("trace stats $DATA/traces/gcc.strace", "<&- >&- 2>&-", 0)]
    [InlineData("run nowhere.yaml", "2>&-", 2)]
    [InlineData("run nowhere.yaml", "<&- >&- 2>&-", 2)]
    public async Task Streams_that_are_closed_from_the_start_are_as_if_they_were_empty(string verb, string closed, int code)
    {
        await using var shell = new ShellRun();
        await shell.Run($"sh \"$SCRIPT\" {verb} {closed}; echo $? >code", Script(shell));
        Assert.Equal($"{code}", shell.Read("code"));
    }

    [GroupFact]
    public async Task A_server_without_any_stream_serves_and_ends_in_order()
    {
        await using var shell = new ShellRun();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var run = shell.Start(
            $"sh \"$SCRIPT\" up --port {port} --silos 2 <&- >&- 2>&- & echo $! >id; wait $!; echo $? >code",
            Script(shell)
        );
        using var http = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };
        await UpProcess.Eventually(() => HasStarted(http), () => $"it does not serve: {shell.Read("code")}");
        await UpProcess.Kill("TERM", shell.Read("id")!);
        await run.WaitForExitAsync().WaitAsync(UpProcess.Limit);

        // It has started a moment before it says so.
        Assert.True(shell.Read("code") is "0" or "130", shell.Read("code"));
        await shell.Gone();
    }

    private static (string, string)[] Inputs =>
        [("SCENARIOS", Path.Combine(Root, "scenarios")), ("DATA", Path.Combine(Root, "tests", "data"))];

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "SvaOrleans.sln")))
            {
                folder = folder.Parent!;
            }

            return folder.FullName;
        }
    }

    private static bool HasStarted(HttpClient http)
    {
        try
        {
            using var answer = http.Send(new(HttpMethod.Get, "/health/startup"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    // The script in a tree of its own, where everything is built, and whose dotnet runs the program under test.
    private static (string, string)[] Script(ShellRun shell)
    {
        shell.Write("artifacts/bin/Client/release/sva.dll", "");
        shell.Write("artifacts/sva.stamp", "");
        var dotnet = shell.Write("dotnet", "#!/bin/sh\nshift\nexec \"$SVA\" \"$@\"\n");
        var script = shell.Write("sva", File.ReadAllText(Path.Combine(Root, "sva")));
        return [.. Inputs, ("SCRIPT", script), ("DOTNET_HOST_PATH", dotnet), ("SVA_ENGINE", "simulated")];
    }
}
