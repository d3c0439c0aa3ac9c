using System.Collections.Concurrent;
using System.Diagnostics;
using SvaOrleans.Documents;
using SvaOrleans.Scenarios.Plan;

namespace SvaOrleans.Scenarios.Running;

/// <summary>Runs scenarios repeatedly, several at once, each in a session and on hosts of its own, and accounts for every
/// operation.</summary>
/// <param name="documents">The scenarios.</param>
/// <param name="start">Starts the simulation of a run.</param>
/// <param name="progress">Receives after each run how many have ended, of how many.</param>
internal sealed class LoadRun(IReadOnlyList<ScenarioDocument> documents, ISimulationStart start, Action<int, int> progress)
{
    private readonly ConcurrentQueue<(int Index, ScenarioDocument Document)> _waiting = new();
    private readonly Lock _gate = new();
    private readonly LoadLine[] _lines = [.. documents.Select(static document => new LoadLine(document.Plan))];
    private InputException? _refused;
    private int _ended;
    private bool _hasBegun;

    /// <summary>Runs.</summary>
    /// <param name="repeat">How often each scenario runs.</param>
    /// <param name="parallel">How many run at once.</param>
    /// <param name="stop">Begins no new run, and removes what was created.</param>
    public async Task<LoadOutcome> Run(int repeat, int parallel, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        for (var round = 0; round < repeat; round++)
        {
            for (var index = 0; index < documents.Count; index++)
            {
                _waiting.Enqueue((index, documents[index]));
            }
        }

        var total = _waiting.Count;
        await Task.WhenAll(Enumerable.Range(0, parallel).Select(_ => Work(total, stop)));
        if (!_hasBegun && _refused is { } wrong)
        {
            // There never was a cluster that takes clients.
            throw wrong;
        }

        var wanted = _lines.Sum(line => repeat * line.Wanted);
        foreach (var (index, _) in _waiting)
        {
            _lines[index].Account += new OperationAccount(0, 0, 0, _lines[index].Wanted);
        }

        return new(_lines, wanted, watch.Elapsed);
    }

    private async Task Work(int total, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && _waiting.TryDequeue(out var next))
        {
            RunOutcome outcome;
            try
            {
                outcome = await ScenarioRunner.Run(next.Document, start, new Unwatched(), stop);
            }
            catch (InputException wrong)
            {
                // No cluster is there, or it accepts no client. The operations of runs that it did accept are still reported.
                Count(next.Index, static line => line.NotRun++, new(0, 0, 0, _lines[next.Index].Wanted), total);
                _refused = wrong;
                return;
            }

            Count(
                next.Index,
                line =>
                {
                    if (outcome.IsNotBegun)
                    {
                        line.NotRun++;
                        return;
                    }

                    _hasBegun = true;
                    line.Passed += outcome.HasPassed ? 1 : 0;
                    line.NotRun += outcome.Verdict == RunVerdict.NotRun ? 1 : 0;
                    line.Unknown += outcome.Verdict == RunVerdict.Unknown ? 1 : 0;
                    line.Failed += !outcome.HasPassed && !outcome.IsUnknown ? 1 : 0;
                    line.FirstFailure ??= outcome.HasPassed || outcome.IsUnknown ? null : outcome.Failures[0].Message;
                },
                outcome.Account,
                total
            );
        }
    }

    private void Count(int index, Action<LoadLine> count, OperationAccount account, int total)
    {
        lock (_gate)
        {
            count(_lines[index]);
            _lines[index].Account += account;
            progress(++_ended, total);
        }
    }
}

/// <summary>The outcome of one scenario's runs.</summary>
/// <param name="plan">The scenario.</param>
internal sealed class LoadLine(ScenarioPlan plan)
{
    public string Name => plan.Name;

    /// <summary>How many operations one run of it asks for.</summary>
    public long Wanted { get; } = ScenarioRunner.Wanted(plan);

    /// <summary>Runs in which everything was as expected.</summary>
    public int Passed { get; set; }

    /// <summary>Runs in which something was not.</summary>
    public int Failed { get; set; }

    /// <summary>Runs on which a host crashed, or the cluster was lost.</summary>
    public int Unknown { get; set; }

    /// <summary>Runs that did not begin.</summary>
    public int NotRun { get; set; }

    /// <summary>The first difference from what was expected.</summary>
    public string? FirstFailure { get; set; }

    public OperationAccount Account { get; set; } = OperationAccount.Empty;
}

/// <summary>The outcome of all runs.</summary>
/// <param name="Lines">Scenario by scenario.</param>
/// <param name="Wanted">How many operations were wanted.</param>
/// <param name="Measured">Wall time.</param>
internal sealed record LoadOutcome(IReadOnlyList<LoadLine> Lines, long Wanted, TimeSpan Measured)
{
    /// <summary>All operations.</summary>
    public OperationAccount Account => Lines.Aggregate(OperationAccount.Empty, static (sum, line) => sum + line.Account);

    /// <summary>Whether every requested operation is counted exactly once.</summary>
    public bool IsBalanced => Account.Sum == Wanted;
}
