using System.Collections.Concurrent;
using System.Diagnostics;
using SvaOrleans.Client.Setup;
using SvaOrleans.Silo;

namespace SvaOrleans.Client.Testing;

/// <summary>Builds the tests and runs them on each engine in order.</summary>
/// <param name="repository">The repository with the tests.</param>
/// <param name="report">Receives the results.</param>
/// <param name="filter">Which tests, as <c>dotnet test --filter</c> has it; null for all.</param>
/// <param name="share">One in how many test classes is repeated in a second process; 1 for all.</param>
internal sealed class TestRun(Repository repository, TestReport report, string? filter, int share)
{
    // No test takes this long; one that does hangs, and is named instead of holding up everything.
    private const string HangLimit = "5m";

    private readonly Sdk _sdk = new(repository.Root);

    /// <summary>Runs parts of the whole, as many at once as there are processors; those that must be alone come last, one by one,
    /// and then a second try of what failed on a cluster.</summary>
    /// <param name="parts">Projects on engines.</param>
    /// <param name="cancel">Ends it early.</param>
    public async Task Run(IReadOnlyList<TestPart> parts, CancellationToken cancel)
    {
        var doubtful = new ConcurrentBag<Doubtful>();
        var atOnce = Math.Min(System.Environment.ProcessorCount, AtOnceMost);
        await Parallel.ForEachAsync(
            parts
                .Where(static part => !part.Project.RunsAlone)
                .OrderBy(static part => (!part.Project.TakesLong, part.Engine == EngineKind.Simulated)),
            new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancel },
            RunPart
        );
        foreach (var part in parts.Where(static part => part.Project.RunsAlone))
        {
            await RunPart(part, cancel);
        }

        foreach (var part in doubtful.OrderBy(static part => part.Project.Name, StringComparer.Ordinal))
        {
            await TryAgain(part, cancel);
        }

        async ValueTask RunPart(TestPart part, CancellationToken cancel)
        {
            if (await Run(part.Engine, part.Project, cancel) is { } few)
            {
                doubtful.Add(few);
            }
        }
    }

    /// <summary>Builds everything.</summary>
    /// <returns>Whether it was built.</returns>
    public async Task<bool> Build(CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        var errors = new SortedSet<string>(StringComparer.Ordinal);
        using var work = report.Begin("build");
        var exit = await _sdk.Run(
            ["build", repository.Solution, "-c", "Release", "-nologo", "-v", "quiet"],
            Environment(null),
            line =>
            {
                work.Tick();
                if (line.Contains(": error ", StringComparison.Ordinal) || line.Contains(" error NU", StringComparison.Ordinal))
                {
                    errors.Add(WithoutProject(line));
                }
            },
            cancel
        );
        report.Built(exit == 0, watch.Elapsed, [.. errors]);
        return exit == 0;
    }

    // Null if everything is reported; otherwise the few failures on a cluster that are tried a second time.
    private async Task<Doubtful?> Run(EngineKind engine, TestProject project, CancellationToken cancel)
    {
        var watch = Stopwatch.StartNew();
        var isTwice = project.RunsTwice && engine == EngineKind.Simulated;
        var record = Path.Combine(Results(engine), project.Name + ".runs");
        Directory.CreateDirectory(Results(engine));
        File.Delete(record);
        var results = await Run(engine, project, filter, isTwice ? new(record, null) : null, cancel);
        if (engine == EngineKind.Orleans && results.Failed is > 0 and <= TriedAgainMost)
        {
            return new(project, results, watch.Elapsed);
        }

        report.Ran(project.Name, engine.ToString(), results, watch.Elapsed);
        if (isTwice && results is { Failed: 0, Passed: > 0 })
        {
            watch.Restart();
            var second = new SecondProcess(async (file, of, steps) => await Run(engine, project, of, new(file, steps), cancel), share);
            var (compared, runs) = await second.Compare(record, filter);
            report.RanAgain(project.Name, engine.ToString(), compared, runs, watch.Elapsed);
        }

        return null;
    }

    // Clusters live in the machine's time: a machine that is too busy fails a test now and then.
    private async Task TryAgain(Doubtful doubtful, CancellationToken cancel)
    {
        var (project, results, took) = doubtful;
        var tests = results.Failures.Select(static failure => failure.Name.Split('(')[0]).Distinct().ToArray();
        var filter = string.Join('|', tests.Select(static test => $"FullyQualifiedName~{test}"));
        if (await Run(EngineKind.Orleans, project, filter, null, cancel) is { Failed: 0, Passed: > 0 })
        {
            report.PassedAtSecondTry(tests);
            results = results with { Passed = results.Passed + results.Failed, Failed = 0, Failures = [] };
        }

        report.Ran(project.Name, nameof(EngineKind.Orleans), results, took);
    }

    private async Task<TestResults> Run(
        EngineKind engine,
        TestProject project,
        string? filter,
        Recording? recording,
        CancellationToken cancel
    )
    {
        var file = Path.Combine(Results(engine), project.Name + ".trx");
        File.Delete(file);
        var ended = 0;
        var last = new Queue<string>();
        using var work = report.Begin(
            $"{project.Name} on {engine}{(recording is { File: var name } && name.EndsWith(SecondProcess.Suffix, StringComparison.Ordinal) ? ", again" : "")}"
        );
        var exit = await _sdk.Run(
            [
                "test",
                project.Assembly(repository),
                "--results-directory",
                Results(engine),
                "--logger",
                $"trx;LogFileName={project.Name}.trx",
                "--logger",
                "console;verbosity=normal",
                "--blame-hang-timeout",
                HangLimit,
                "--blame-hang-dump-type",
                "none",
                "--filter",
                filter is null ? For(engine) : $"({filter})&{For(engine)}",
            ],
            Environment(engine, recording),
            line =>
            {
                ended +=
                    line.StartsWith("  Passed ", StringComparison.Ordinal) || line.StartsWith("  Failed ", StringComparison.Ordinal)
                        ? 1
                        : 0;
                work.Tick(ended);
                last.Enqueue(line);
                if (last.Count > LastLines)
                {
                    last.Dequeue();
                }
            },
            cancel
        );
        var results = File.Exists(file) ? TestResults.Read(file) : new(0, 0, 0, []);
        return exit != 0 && results.Failed == 0 ? results.With(new($"{project.Name} broke off", string.Join('\n', last), "")) : results;
    }

    // A test that needs one engine has a trait that names it.
    private static string For(EngineKind engine) => engine == EngineKind.Simulated ? "Engine!=Orleans" : "Engine!=Simulated";

    private string Results(EngineKind engine) => Path.Combine(repository.Artifacts, "test-results", engine.ToString());

    private const int LastLines = 12;

    // More failures of one project than this are not the machine's.
    private const int TriedAgainMost = 3;

    // Each has some hundred megabytes, and threads of its own.
    private const int AtOnceMost = 4;

    /// <summary>A project with a few failures on Orleans, before their second try.</summary>
    private sealed record Doubtful(TestProject Project, TestResults Results, TimeSpan Took);

    /// <summary>The files in which a test process records its runs.</summary>
    private sealed record Recording(string File, string? Steps);

    private static Dictionary<string, string?> Environment(EngineKind? engine, Recording? recording = null) =>
        new()
        {
            [Engines.Variable] = engine?.ToString(),
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["DOTNET_NOLOGO"] = "1",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            [RunRecord.FileVariable] = recording?.File,
            [RunRecord.StepsVariable] = recording?.Steps,
            // Else a test process has a tenth of a second to write it.
            ["VSTEST_TESTHOST_SHUTDOWN_TIMEOUT"] = recording is null ? null : "60000",
        };

    // "file(1,2): error X: text [project]": a file says enough, and people read paths from the root on.
    private string WithoutProject(string line)
    {
        var end = line.LastIndexOf(" [", StringComparison.Ordinal);
        return (end < 0 ? line : line[..end]).Trim().Replace(repository.Root + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
    }
}
