using System.CommandLine;
using SvaOrleans.Client.Rendering;
using SvaOrleans.Client.Setup;
using SvaOrleans.Client.Testing;
using SvaOrleans.Silo;

namespace SvaOrleans.Client.Verbs;

/// <summary><c>sva test</c>: every test, on both engines.</summary>
internal static class TestVerb
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var filter = new Option<string?>("--filter") { Description = "Only tests that match, as in 'dotnet test --filter'." };
        var verb = new Command("test", "Run every test, on both engines or on the one of --engine. The last line is 'N passed, N failed, N skipped'.")
        {
            filter,
        };
        verb.SetAction((parsed, cancel) => Run(parsed.GetValue(filter), cancel));
        return verb;
    }

    private static async Task<int> Run(string? filter, CancellationToken cancel)
    {
        var repository = Repository.Require("test");
        var asked = Environment.GetEnvironmentVariable(Engines.Variable) is { Length: > 0 } ? Engines.Chosen : (EngineKind?)null;
        var projects = TestProject.FindAll(repository);
        var report = new TestReport(Console.Out, new ProgressLine());
        var run = new TestRun(repository, report, filter);
        if (await run.Build(cancel))
        {
            foreach (var engine in new[] { EngineKind.Simulated, EngineKind.Orleans }.Where(engine => asked is null || asked == engine))
            {
                await run.Run(engine, [.. projects.Where(project => project.IsFor(engine))], cancel);
            }
        }

        report.End();
        return report.HasPassed ? ExitCode.Success : ExitCode.Failed;
    }
}
