using System.Diagnostics;
using System.Globalization;
using SvaOrleans.Client.Rendering;

namespace SvaOrleans.Client.Testing;

/// <summary>Reports a test run, whose parts are concurrent: a line per project, the failures, the sums. Programs can read the last line
/// too.</summary>
/// <param name="output">The stream to write to.</param>
/// <param name="progress">Shows work in progress.</param>
internal sealed class TestReport(TextWriter output, ProgressLine progress)
{
    private const int FailuresShown = 20;
    private const int ErrorsShown = 20;
    private const int TraceLines = 6;
    private const int MessageLines = 25;

    private readonly Lock _gate = new();
    private readonly List<Work> _running = [];
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private int _passed;
    private int _failed;
    private int _skipped;

    /// <summary>0 when something ran and nothing failed.</summary>
    public bool HasPassed => _failed == 0 && _passed > 0;

    /// <summary>Work begins.</summary>
    /// <param name="what">The work, in words.</param>
    /// <returns>Receives the progress; disposed of when the work has ended.</returns>
    public Work Begin(string what)
    {
        lock (_gate)
        {
            Work work = new(this, what);
            _running.Add(work);
            Show();
            return work;
        }
    }

    /// <summary>A build has ended. One that failed counts as a failure: none of its tests could run.</summary>
    public void Built(bool isSuccess, TimeSpan took, IReadOnlyList<string> errors)
    {
        using var entered = _gate.EnterScope();
        progress.Clear();
        Line($"{(isSuccess ? "built " : "FAILED")} {"solution", -24} {"", -10} {"", -34} {took.TotalSeconds, 5:0} s");
        if (isSuccess)
        {
            return;
        }

        _failed++;
        foreach (var error in errors.Take(ErrorsShown))
        {
            Line($"    {error}");
        }

        Line($"    the build failed, so no test was run{(errors.Count > ErrorsShown ? Text($" ({errors.Count} errors)") : "")}");
    }

    /// <summary>A project has run.</summary>
    public void Ran(string project, string engine, TestResults results, TimeSpan took) =>
        Tell(project, engine, results, Text($"{results.Passed} passed, {results.Failed} failed, {results.Skipped} skipped"), took);

    /// <summary>Tests on a cluster have failed and passed when they ran once more, alone.</summary>
    /// <param name="tests">Their names.</param>
    public void PassedAtSecondTry(IReadOnlyList<string> tests)
    {
        using var entered = _gate.EnterScope();
        progress.Clear();
        foreach (var test in tests)
        {
            Line($"  failed, and passed at a second try: {test}");
        }
    }

    /// <summary>A project has run in a second process, which counts as one test more: whether every run ended in the same way.</summary>
    /// <param name="project">The project.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="results">One test that passed or failed.</param>
    /// <param name="runs">How many runs were compared.</param>
    /// <param name="took">How long the second process ran.</param>
    public void RanAgain(string project, string engine, TestResults results, int runs, TimeSpan took) =>
        Tell($"{project} again", engine, results, results.Failed == 0 ? Text($"{runs} runs as before") : "other runs than before", took);

    private void Tell(string project, string engine, TestResults results, string counts, TimeSpan took)
    {
        using var entered = _gate.EnterScope();
        progress.Clear();
        _passed += results.Passed;
        _failed += results.Failed;
        _skipped += results.Skipped;
        Line($"{(results.Failed == 0 ? "passed" : "FAILED")} {project, -24} {engine, -10} {counts, -34} {took.TotalSeconds, 5:0} s");
        foreach (var failure in results.Failures.Take(FailuresShown))
        {
            Line($"  {failure.Name}");
            Indented(failure.Message, MessageLines);
            Indented(failure.Trace, TraceLines);
        }

        if (results.Failures.Count > FailuresShown)
        {
            Line($"  ... and {results.Failures.Count - FailuresShown} more");
        }
    }

    /// <summary>The sums, in the form that programs look for.</summary>
    public void End() => Line($"{_passed} passed, {_failed} failed, {_skipped} skipped");

    private void Show() => progress.Show(Text($"{_watch.Elapsed.TotalSeconds:0} s: {string.Join(", ", _running)} ..."));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private void Indented(string text, int linesMax)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(linesMax))
        {
            Line($"    {line.TrimEnd()}");
        }
    }

    private void Line(FormattableString text)
    {
        output.WriteLine(Text(text));
        output.Flush();
    }

    /// <summary>Something that runs.</summary>
    internal sealed class Work(TestReport report, string what) : IDisposable
    {
        private int _tests;

        /// <summary>Reports progress.</summary>
        /// <param name="ended">How many tests have ended.</param>
        public void Tick(int ended = 0)
        {
            lock (report._gate)
            {
                _tests = ended;
                report.Show();
            }
        }

        /// <summary>It has ended.</summary>
        public void Dispose()
        {
            lock (report._gate)
            {
                report._running.Remove(this);
            }
        }

        /// <inheritdoc/>
        public override string ToString() => _tests == 0 ? what : Text($"{what} ({_tests})");
    }
}
