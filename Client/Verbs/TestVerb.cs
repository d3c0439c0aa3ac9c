using System.CommandLine;
using SvaOrleans.Client.Rendering;
using SvaOrleans.Client.Setup;
using SvaOrleans.Client.Testing;
using SvaOrleans.Silo;

namespace SvaOrleans.Client.Verbs;

/// <summary><c>sva test</c>: every test, on both engines.</summary>
internal static class TestVerb
{
    // One test class in so many is run again in a second process, unless all are.
    private const int SampleShare = 8;

    public static Command Create()
    {
        var filter = new Option<string?>("--filter") { Description = "Only tests that match, as in 'dotnet test --filter'." };
        var all = new Option<bool>("--all") { Description = "Repeat the runs of every test in a second process, instead of a sample." };
        var verb = new Command(
            "test",
            "Run every test, on both engines or on the one of --engine. The last line is 'N passed, N failed, N skipped'."
        )
        {
            filter,
            all,
        };
        verb.SetAction((parsed, cancel) => Run(parsed.GetValue(filter), parsed.GetValue(all) ? 1 : SampleShare, cancel));
        return verb;
    }

    private static async Task<int> Run(string? filter, int share, CancellationToken cancel)
    {
        var repository = Repository.Require("test");
        var asked = Environment.GetEnvironmentVariable(Engines.Variable) is { Length: > 0 } ? Engines.Chosen : (EngineKind?)null;
        var projects = TestProject.FindAll(repository);
        var report = new TestReport(Console.Out, new ProgressLine());
        var run = new TestRun(repository, report, filter, share);
        if (await run.Build(cancel))
        {
            var engines = new[] { EngineKind.Simulated, EngineKind.Orleans }.Where(engine => asked is null || asked == engine);
            await run.Run(
                [
                    .. engines.SelectMany(engine =>
                        projects.Where(project => project.IsFor(engine)).Select(project => new TestPart(engine, project))
                    ),
                ],
                cancel
            );
        }

        report.End();
        return report.HasPassed ? ExitCode.Success : ExitCode.Failed;
    }
}
