using SvaOrleans.Documents;
using SvaOrleans.Scenarios;
using SvaOrleans.Scenarios.Plan;

namespace SvaOrleans.Console.Tests.Branches;

/// <summary>A task does one thing at a time, and a process as many as it has threads: what no kernel can run is refused, or warned
/// of.</summary>
public class OwnActsTests
{
    private const string Head = """
        format: sva-scenario/1
        hosts:
          h0:
            iommus: {smmu0: {kind: arm-smmu-v3}}
            devices: {"00:00.0": {group: ga, domain: A}}
        steps:
          - process: X
          - thread: {task: X, child: T}
          - process: Y
          - parallel:
              one:
                - FIRST
              two:
                - SECOND

        """;

    [Theory]
    [InlineData("exec: {task: X, mm: Z}", "fork: {task: X, child: C}")]
    [InlineData("exit: X", "open: {task: X, device: \"00:00.0\"}")]
    [InlineData("thread: {task: X, child: C}", "thread: {task: X, child: D}")]
    [InlineData("parallel: [[{vfork: {task: Y, child: C}}], [{settle: }]]", "exit: {task: Y}")]
    public void One_task_in_two_branches_is_refused_with_its_place(string first, string second)
    {
        var refused = Assert.Throws<InputException>(() => Load(first, second));
        Assert.Equal((14, 11), ((int)refused.Line, refused.Column));
        Assert.Contains("a task does one thing at a time", refused.Message, StringComparison.Ordinal);
        Assert.Contains("thread: {task: ", refused.Expected, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "munmap: {mm: Y, pages: 1}",
        "mprotect: {mm: Y, pages: 1, rights: r}",
        "2 branches make system calls of process Y at once, which has one thread"
    )]
    [InlineData(
        "touch: {mm: Y, pages: 1}",
        "fork: {task: Y, child: C}",
        "2 branches make system calls of process Y at once, which has one thread"
    )]
    public void More_calls_of_a_process_than_it_has_threads_are_warned_of(string first, string second, string told)
    {
        var warning = Assert.Single(Load(first, second).Warnings);
        Assert.Equal((14, 11), ((int)warning.Place.Line, warning.Place.Column));
        Assert.StartsWith(told, warning.Problem, StringComparison.Ordinal);
        Assert.StartsWith("scenario.yaml:14:11: warning: ", warning.InFile("scenario.yaml"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("munmap: {mm: X, pages: 1}", "mmap: {mm: X, pages: 9}")] // it has two threads
    [InlineData("fork: {task: X, child: C}", "exec: {task: T, mm: Z}")]
    [InlineData("fork: {task: X, child: C}", "kill: X")] // from outside
    [InlineData("kill: Y", "kill: Y")]
    [InlineData("munmap: {mm: Y, pages: 1}", "dma: {device: \"00:00.0\", pasid: 1, pages: 1}")]
    [InlineData("munmap: {mm: Y, pages: 1}", "bind: {device: \"00:00.0\", mm: Y}")]
    [InlineData("munmap: {mm: Y, pages: 1}", "reclaim: {mm: Y, pages: 1}")]
    [InlineData("mmget: Y", "mmput: Y")]
    public void What_a_kernel_can_run_is_let_be(string first, string second) => Assert.Empty(Load(first, second).Warnings);

    [Fact]
    public void A_thread_that_a_branch_makes_acts_in_it() =>
        Assert.Empty(
            Load(
                "munmap: {mm: Y, pages: 1}",
                "parallel: [[{thread: {task: X, child: C}}, {munmap: {mm: X, pages: 1}}], [{munmap: {mm: X, pages: 2}}]]"
            ).Warnings
        );

    [Fact]
    public void Every_shipped_scenario_can_be_run_by_a_kernel()
    {
        string[] files = [.. Sva.ShippedScenarios, .. Directory.GetFiles(Path.Combine(Sva.Scenarios, "races"), "*.yaml")];
        Assert.True(files.Length > 60, $"only {files.Length}");
        Assert.All(files, static file => Assert.All(ScenarioLoader.Read(file), static document => Assert.Empty(document.Plan.Warnings)));
    }

    [Fact]
    public void Both_verbs_warn_on_standard_error()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("scenario.yaml", Text("munmap: {mm: Y, pages: 1}", "munmap: {mm: Y, pages: 2}"));
        Assert.Contains("warning: 2 branches", Sva.Run("run", "--json", file).Error, StringComparison.Ordinal);
        Assert.Contains("warning: 2 branches", Sva.Run("explore", "--orders", "3", file).Error, StringComparison.Ordinal);
    }

    private static ScenarioPlan Load(string first, string second) =>
        ScenarioLoader.Load("scenario.yaml", ".", System.Text.Encoding.UTF8.GetBytes(Text(first, second)))[0];

    private static string Text(string first, string second) =>
        Head.Replace("FIRST", first, StringComparison.Ordinal).Replace("SECOND", second, StringComparison.Ordinal);
}
