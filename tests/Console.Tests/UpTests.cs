using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace SvaOrleans.Console.Tests;

/// <summary>A cluster started in one terminal and used from others.</summary>
public sealed class UpTests
{
    private static readonly string[] Several = ["mail-example.yaml", "two-hosts.yaml", "w4-unbind-during-mm-exit.yaml"];

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_cluster_is_started_used_by_several_at_once_and_stopped()
    {
        using var up = Up.Start("--silos", "3", "--port", "0");
        var address = await up.Address();
        Assert.Contains("3 silos, engine ", up.Said, StringComparison.Ordinal);
        var runs = await Task.WhenAll(
            Several.Select(scenario => Task.Run(() => Sva.Run("run", Sva.Shipped(scenario), "--connect", address)))
        );
        Assert.All(runs, static run => Assert.True(run.ExitCode == 0, run.Out + run.Error));
        Assert.Equal(0, Sva.Run("demo", "--connect", address).ExitCode);
        using var http = new HttpClient();
        Assert.Contains("\"total\":0", await http.GetStringAsync(address + "/api/v1/hosts"), StringComparison.Ordinal);
        Assert.Equal(0, await up.Stop());
    }

    [Fact]
    public async Task What_a_run_there_says_is_what_it_says_here()
    {
        using var up = Up.Start("--silos", "2", "--port", "0");
        var scenario = Sva.Shipped("w2-kill.yaml");
        var there = Sva.Run("run", scenario, "--json", "--connect", await up.Address());
        var here = Sva.Run("run", scenario, "--json");
        Assert.Equal(0, there.ExitCode);
        Assert.Equal(Plain(here.Out), Plain(there.Out));

        // Measured times differ in each run, and no cluster has a fingerprint of its steps.
        static string Plain(string json) => Regex.Replace(Regex.Replace(json, "\"c[0-9]+-", "\""), "\"(run|measured)\":\\{[^}]*\\},?", "");
    }

    [Fact]
    public async Task Many_runs_are_accounted_for_to_the_last_operation()
    {
        using var up = Up.Start("--silos", "2", "--port", "0");
        var run = Sva.Run(
            "run",
            Sva.Shipped("w1-orderly-unbind.yaml"),
            Sva.Shipped("w6-repeat-bind.yaml"),
            "--connect",
            await up.Address(),
            "--repeat",
            "5",
            "--parallel",
            "4"
        );
        Assert.True(run.ExitCode == 0, run.Out + run.Error);
        var sums = Regex.Match(
            run.Out.ReplaceLineEndings(" "),
            "operations: ([0-9,]+) done \\+ ([0-9,]+) refused \\+ 0 unknown \\+ 0 not sent = ([0-9,]+) of ([0-9,]+) +wanted"
        );
        Assert.True(sums.Success, run.Out);
        var figures = sums
            .Groups.Values.Skip(1)
            .Select(static group =>
                long.Parse(group.Value.Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture)
            )
            .ToArray();
        Assert.Equal(figures[3], figures[2]);
        Assert.Equal(figures[2], figures[0] + figures[1]);
        Assert.True(figures[0] > 0 && figures[1] > 0, run.Out);
    }

    [Fact]
    public async Task Hosts_stay_when_they_are_to_be_kept()
    {
        using var up = Up.Start("--silos", "2", "--port", "0");
        var address = await up.Address();
        Assert.Equal(0, Sva.Run("run", Sva.Shipped("w1-orderly-unbind.yaml"), "--connect", address, "--keep").ExitCode);
        using var http = new HttpClient();
        Assert.Contains("\"total\":1", await http.GetStringAsync(address + "/api/v1/hosts"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_that_is_taken_is_told_so()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var run = Sva.Run("up", "--port", $"{port}");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"port {port} of 127.0.0.1 is taken", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--port", "65536", "65536 is no port; expected a number from 0")]
    [InlineData("--port", "-1", "-1 is no port")]
    [InlineData("--log", "xml", "'xml' is no format; expected text or json")]
    [InlineData("--silos", "0", "0 silos cannot be started; expected a number from 1 to 64")]
    [InlineData("--topology", "nowhere.yaml", "there is no such file")]
    public void What_cannot_be_started_is_refused(string option, string value, string says)
    {
        var run = Sva.Run("up", option, value);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_that_others_reach_needs_a_setting_and_a_token()
    {
        var run = Sva.RunWith(null, new Dictionary<string, string> { ["SvaOrleans__Serve__Address"] = "0.0.0.0" }, "up", "--port", "0");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("AllowRemote is False; expected true", run.Error, StringComparison.Ordinal);
        Assert.Contains("Token is missing; expected at least 16 characters", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_says_what_it_stores_where_and_names_addresses_that_can_be_connected_to()
    {
        var everywhere = new Dictionary<string, string>
        {
            ["SvaOrleans__Serve__Address"] = "0.0.0.0",
            ["SvaOrleans__Serve__AllowRemote"] = "true",
            ["SvaOrleans__Serve__Token"] = "hunter2-of-the-test",
        };
        using var up = Up.StartWith(everywhere, "--silos", "1", "--port", "0");
        var address = await up.Address();
        Assert.Matches("^http://127\\.0\\.0\\.1:[0-9]+$", address);
        Assert.DoesNotContain("0.0.0.0", up.Said, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", up.Said, StringComparison.Ordinal);
        Assert.Matches("(?m)^storage +in memory; it goes when the server goes\r?$", up.Said);
        Assert.Matches("(?m)^clustering +none; all silos are in the server\r?$", up.Said);
        Assert.Matches("(?m)^listens +at port [0-9]+ of every address of this machine\r?$", up.Said);
        Assert.Contains($"./sva run FILE --connect {address} (the token in SVA_TOKEN)", up.Said, StringComparison.Ordinal);
        Assert.Equal(0, await up.Stop());
    }

    [Theory]
    [InlineData(
        "SvaOrleans__Serve__Prot",
        "5051",
        "environment variable SvaOrleans__Serve__Prot is no setting; the nearest is SvaOrleans__Serve__Port"
    )]
    [InlineData(
        "SvaOrleans__Storage__Kind",
        "Postgres",
        "environment variable SvaOrleans__Storage__Kind: SvaOrleans:Storage:Kind is 'Postgres'; expected Memory or PostgreSql, "
            + "nearest PostgreSql"
    )]
    [InlineData(
        "SvaOrleans__HangLimit",
        "20s",
        "environment variable SvaOrleans__HangLimit: SvaOrleans:HangLimit is '20s'; expected a time span in hours, minutes and seconds"
    )]
    public void A_setting_that_cannot_be_meant_so_is_told_before_anything_starts(string name, string value, string told)
    {
        var run = Sva.RunWith(null, new Dictionary<string, string> { [name] = value }, "up", "--port", "0");
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Equal($"sva up: {told}", run.Error.Trim()[..Math.Min(run.Error.Trim().Length, told.Length + 8)]);
    }

    [Fact]
    public async Task What_somebody_asks_a_cluster_for_is_told_on_standard_error()
    {
        using var up = Up.Start("--silos", "2", "--port", "0");
        var address = await up.Address();
        Assert.Equal(0, Sva.Run("run", Sva.Shipped("w1-orderly-unbind.yaml"), "--connect", address).ExitCode);
        using var http = new HttpClient();
        using (await http.DeleteAsync(address + "/api/v1/silos/silo-1"))
        {
            Assert.Equal(0, await up.Stop());
        }

        var told = await up.Complained();
        Assert.Matches(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{12}Z info server: SessionOpened c1: session opened; asked by "
                + "127\\.0\\.0\\.1:[0-9]+ \\(no token set\\), session c1",
            told
        );
        Assert.Matches("HostBooted c1-[a-z0-9]+: booted, boot 1; asked by 127\\.0\\.0\\.1:[0-9]+ \\(no token set\\), session c1", told);
        Assert.Contains("SessionClosed c1: session closed; 1 of its hosts switched off", told, StringComparison.Ordinal);
        Assert.Contains("SiloKilled silo-1: killed", told, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_cannot_be_had_on_an_engine_that_knows_none()
    {
        // A password that is set is never printed.
        var database = new Dictionary<string, string>
        {
            ["SvaOrleans__Storage__Kind"] = "PostgreSql",
            ["SvaOrleans__Storage__ConnectionString"] = "Host=127.0.0.1;Port=1;Database=sva",
            ["SvaOrleans__Storage__Password"] = "hunter2-of-the-test",
        };
        var up = Sva.RunWith(null, database, "up", "--port", "0");
        Assert.Equal(2, up.ExitCode);
        Assert.Contains(
            "Storage:Kind is PostgreSql, but the simulated engine keeps everything in memory",
            up.Error,
            StringComparison.Ordinal
        );
        var apply = Sva.RunWith(null, database, "schema", "--apply");
        Assert.Equal(2, apply.ExitCode);
        Assert.Contains("sva schema: no PostgreSQL server answers", apply.Error, StringComparison.Ordinal);
        Assert.All([up, apply], static run => Assert.DoesNotContain("hunter2", run.Out + run.Error, StringComparison.Ordinal));
        var schema = Sva.Run("schema");
        Assert.Equal((0, ""), (schema.ExitCode, schema.Error));
        Assert.Contains("CREATE TABLE IF NOT EXISTS orleansquery", schema.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:1", "no cluster answers at http://127.0.0.1:1/")]
    [InlineData("ftp://127.0.0.1", "is no address of a cluster")]
    [InlineData("http://127.0.0.1:5050/x", "is no address of a cluster")]
    public void A_cluster_that_is_not_there_is_told_so(string address, string says)
    {
        var run = Sva.Run("run", Sva.Shipped("w1-orderly-unbind.yaml"), "--connect", address);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
    }

    private sealed class Up : IDisposable
    {
        private readonly Process _process;
        private readonly Task<string> _complaints;
        private readonly System.Text.StringBuilder _said = new();
        private readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

        private Up(Process process)
        {
            this._process = process;
            _complaints = process.StandardError.ReadToEndAsync();
            process.OutputDataReceived += (_, line) =>
            {
                lock (_said)
                {
                    _said.AppendLine(line.Data);
                    if (line.Data is null)
                    {
                        _address.TrySetException(new InvalidOperationException($"it ended: {_said}"));
                    }
                    else if (line.Data.StartsWith("ready", StringComparison.Ordinal))
                    {
                        _address.TrySetResult(Regex.Match(_said.ToString(), "pages +(http://[^ ]+)/").Groups[1].Value);
                    }
                }
            };
            process.BeginOutputReadLine();
        }

        public string Said
        {
            get
            {
                lock (_said)
                {
                    return _said.ToString();
                }
            }
        }

        public static Up Start(params string[] options) => StartWith(new Dictionary<string, string>(), options);

        public static Up StartWith(IReadOnlyDictionary<string, string> environment, params string[] options)
        {
            var start = new ProcessStartInfo(
                Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "sva.exe" : "sva"),
                ["up", .. options]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            foreach (var (name, value) in environment)
            {
                start.Environment[name] = value;
            }

            return new(Process.Start(start)!);
        }

        /// <summary>What it wrote to standard error, once it has ended.</summary>
        public Task<string> Complained() => _complaints;

        public Task<string> Address() => _address.Task.WaitAsync(Limit);

        public async Task<int> Stop()
        {
            using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
            await _process.WaitForExitAsync().WaitAsync(Limit);
            return _process.ExitCode;
        }

        public void Dispose()
        {
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
                _process.WaitForExit();
            }

            _process.Dispose();
        }
    }
}
