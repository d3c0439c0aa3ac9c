using System.Diagnostics;
using System.Globalization;
using SvaOrleans.Client.Verbs;

namespace SvaOrleans.Console.Tests;

/// <summary>The unit file for systemd says of stops what the program does.</summary>
public sealed class UnitFileTests
{
    private const string Analyzer = "/usr/bin/systemd-analyze";

    private static readonly string Unit = Path.Combine(Sva.Root, "docs", "sva.service");

    [Fact]
    public void The_limit_is_longer_than_an_orderly_end_may_take() =>
        Assert.True(int.Parse(Setting("TimeoutStopSec"), CultureInfo.InvariantCulture) > StopSignals.Limit.TotalSeconds);

    [Fact]
    public void A_start_that_was_stopped_is_no_failure() => Assert.Equal($"{ExitCode.Interrupted}", Setting("SuccessExitStatus"));

    [Fact]
    public void The_server_is_the_main_process_and_gets_the_signal_that_it_listens_to() =>
        Assert.Equal(("exec", "SIGTERM", "mixed"), (Setting("Type"), Setting("KillSignal"), Setting("KillMode")));

    [AnalyzerFact]
    public void Systemd_finds_nothing_wrong()
    {
        using var analyzer = Process.Start(new ProcessStartInfo(Analyzer, ["verify", Unit]) { RedirectStandardError = true })!;
        var said = analyzer.StandardError.ReadToEnd();
        analyzer.WaitForExit();

        // Other units of the machine may be told of as well, and the program is not in /opt there.
        Assert.Equal(0, analyzer.ExitCode);
        Assert.DoesNotContain("sva.service", said, StringComparison.Ordinal);
    }

    private static string Setting(string name) =>
        Assert.Single(File.ReadLines(Unit), line => line.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class AnalyzerFactAttribute : FactAttribute
    {
        public AnalyzerFactAttribute() => Skip = File.Exists(Analyzer) ? null : "systemd is not there";
    }
}
