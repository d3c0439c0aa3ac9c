using System.CommandLine;
using SvaOrleans.Client.Rendering;
using SvaOrleans.Client.Setup;
using SvaOrleans.Client.Testing;

namespace SvaOrleans.Client.Verbs;

/// <summary><c>sva test</c>: every test that can run here, on every engine that is there.</summary>
internal static class TestVerb
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var filter = new Option<string?>("--filter") { Description = "Only tests that match, as in 'dotnet test --filter'." };
        var verb = new Command("test", "Run every test that can run here. The last line is 'N passed, N failed, N skipped'; a project that cannot run counts as one skipped.")
        {
            filter,
        };
        verb.SetAction((parsed, cancel) => Run(parsed.GetValue(filter), cancel));
        return verb;
    }

    private static async Task<int> Run(string? filter, CancellationToken cancel)
    {
        var repository = Repository.Require("test");
        var choice = EngineChoice.Read(repository);
        var projects = TestProject.FindAll(repository);
        var report = new TestReport(Console.Out, new ProgressLine());
        var run = new TestRun(repository, report, filter);
        foreach (var engine in new[] { EngineChoice.Simulated, EngineChoice.Orleans })
        {
            var forEngine = projects.Where(project => project.IsFor(engine)).ToArray();
            if (choice.Asked is { } asked && asked != engine)
            {
                continue;
            }

            if (engine == EngineChoice.Orleans && !choice.HasOrleans)
            {
                foreach (var project in forEngine)
                {
                    report.Skipped(project.Name, engine, choice.Reason);
                }

                continue;
            }

            await run.Run(engine, forEngine, cancel);
        }

        report.End();
        return report.HasPassed ? ExitCode.Success : ExitCode.Failed;
    }
}
