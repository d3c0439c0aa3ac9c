using System.Globalization;

namespace SvaOrleans.Client.Testing;

/// <summary>
/// How the runs of simulated worlds in one test process ended, as tests/Repeatability writes it. Each test has its runs, in the order in
/// which they began; each run has its steps and its rolling hash over virtual time, activation, message and decision.
/// </summary>
internal sealed class RunRecord
{
    /// <summary>Names the file that a test process writes.</summary>
    public const string FileVariable = "SVA_RUNS_FILE";

    /// <summary>Names the one run, <c>TEST#PLACE</c>, of which every step is written too.</summary>
    public const string StepsVariable = "SVA_RUNS_STEPS";

    private readonly SortedDictionary<string, List<string>> _runs = new(StringComparer.Ordinal);
    private readonly List<string> _steps = [];

    private RunRecord() { }

    /// <summary>How many runs there were.</summary>
    public int Count => _runs.Values.Sum(static of => of.Count);

    /// <summary>The classes of the tests, in order.</summary>
    public IReadOnlyList<string> Classes => [.. _runs.Keys.Select(ClassOf).Distinct()];

    /// <summary>The steps of the one requested run.</summary>
    public IReadOnlyList<string> Steps => _steps;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; without one there were no runs.</param>
    public static RunRecord Read(string path)
    {
        var record = new RunRecord();
        List<string>? of = null;
        foreach (var line in File.Exists(path) ? File.ReadLines(path) : [])
        {
            if (line.StartsWith("\t\t", StringComparison.Ordinal))
            {
                record._steps.Add(line[2..]);
            }
            else if (line.StartsWith('\t'))
            {
                of!.Add(line[1..]);
            }
            else
            {
                record._runs[line] = of = [];
            }
        }

        return record;
    }

    /// <summary>The record of some classes alone.</summary>
    public RunRecord Only(IReadOnlyCollection<string> classes)
    {
        var only = new RunRecord();
        foreach (var (test, of) in _runs.Where(test => classes.Contains(ClassOf(test.Key))))
        {
            only._runs[test] = of;
        }

        return only;
    }

    /// <summary>The first run that ended differently in another process.</summary>
    /// <param name="other">The other process.</param>
    /// <returns>The test and the run's place among its runs, from 0; null when all are the same.</returns>
    public (string Test, int Run)? FirstDifference(RunRecord other)
    {
        foreach (var test in _runs.Keys.Union(other._runs.Keys).Order(StringComparer.Ordinal))
        {
            var here = _runs.GetValueOrDefault(test, []);
            var there = other._runs.GetValueOrDefault(test, []);
            for (var run = 0; run < Math.Max(here.Count, there.Count); run++)
            {
                if (run >= here.Count || run >= there.Count || here[run] != there[run])
                {
                    return (test, run);
                }
            }
        }

        return null;
    }

    /// <summary>Describes the first step that differs, with the steps before it in both processes.</summary>
    /// <param name="other">The other process's record of the same run.</param>
    public string FirstDifferentStep(RunRecord other)
    {
        var step = 0;
        while (step < _steps.Count && step < other._steps.Count && _steps[step] == other._steps[step])
        {
            step++;
        }

        return step == _steps.Count && step == other._steps.Count
            ? string.Create(CultureInfo.InvariantCulture, $"the difference did not come back: twice the same {step} steps")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"the runs differ from step {step} on\nfirst:\n{Around(_steps, step)}\nsecond:\n{Around(other._steps, step)}"
            );
    }

    private static string ClassOf(string test) => test[..Math.Max(0, test.LastIndexOf('.'))];

    private const int Context = 4;

    private static string Around(List<string> steps, int at) =>
        string.Join(
            '\n',
            steps
                .Skip(Math.Max(0, at - Context))
                .Take(Math.Min(at, Context) + 1)
                .Append(at >= steps.Count ? "(the run has ended)" : "")
                .Where(static line => line.Length > 0)
                .Select(static line => "  " + line)
        );
}
