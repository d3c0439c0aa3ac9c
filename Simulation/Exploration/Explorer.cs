using System.Diagnostics;
using System.Runtime.ExceptionServices;
using SvaOrleans.Simulation.Engine.Steps;
using SvaOrleans.Simulation.Engine.Strategies;
using SvaOrleans.Simulation.Exploration.Runs;
using SvaOrleans.Simulation.Exploration.Strategies;

namespace SvaOrleans.Simulation.Exploration;

/// <summary>Runs an experiment under one schedule after the other, until something breaks, everything is explored, or the budget is used up.</summary>
public sealed class Explorer
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromMilliseconds(500);

    private readonly Func<Strategy, Experiment> _make;
    private readonly ExploreOptions _options;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Lock _gate = new();
    private readonly SortedSet<string> _reached = new(StringComparer.Ordinal);
    private readonly HashSet<ulong> _finalStates = [];
    private ExceptionDispatchInfo? _fault;
    private Failure? _failure;
    private IReadOnlyList<string> _mustReach = [];
    private TimeSpan _told;
    private long _handedOut;
    private long _schedules;
    private long _cut;
    private long _longest;
    private ulong _fingerprint;
    private volatile bool _isStopped;

    private Explorer(Func<Strategy, Experiment> make, ExploreOptions options)
    {
        _make = make;
        _options = options;
    }

    /// <summary>Explores.</summary>
    /// <param name="make">Makes the experiment, once for each worker; its world must have the strategy that is handed in.</param>
    /// <param name="options">How.</param>
    /// <returns>What was shown. Of several failures that were met at once, it names the one whose schedule was handed out first.</returns>
    public static ExplorationReport Explore(Func<Strategy, Experiment> make, ExploreOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Workers, 1);
        return new Explorer(make, options).Run();
    }

    private ExplorationReport Run()
    {
        var campaign = _options.Strategy.Begin(_options.Workers, _options.Seed, () => _isStopped);
        Thread[] others =
        [
            .. Enumerable
                .Range(1, _options.Workers - 1)
                .Select(worker => new Thread(() => Work(campaign, worker)) { Name = $"explorer {worker}" }),
        ];
        foreach (var other in others)
        {
            other.Start();
        }

        Work(campaign, 0);
        foreach (var other in others)
        {
            other.Join();
        }

        _fault?.Throw();
        ExplorationReport report = new()
        {
            Strategy = _options.Strategy.Name,
            Progress = ProgressNow(),
            IsExhausted = campaign.IsExhausted && _failure is null,
            Failure = _failure,
            NeverReached = [.. _mustReach.Where(mark => !_reached.Contains(mark))],
            FinalStates = _finalStates,
            Fingerprint = _fingerprint,
        };
        SearchEvents.Tell(_options, report);
        return report;
    }

    private void Work(Campaign campaign, int worker)
    {
        try
        {
            var journal = _options.Journal;
            Trial trial = new(_make, _options.Budget.StepsOfSchedule, journal is null ? null : decision => journal.Chose(worker, decision));
            while (TakeNumber() is { } number && campaign.Next(worker, number) is { } strategy)
            {
                journal?.Begin(worker, strategy.Name);
                var outcome = trial.Run(strategy);
                journal?.End(worker);
                Count(trial, strategy, number, outcome);
            }

            lock (_gate)
            {
                _mustReach = trial.Experiment.MustReach;
                foreach (var oracle in trial.Experiment.Oracles)
                {
                    _reached.UnionWith(oracle.Reached);
                }
            }
        }
        catch (Exception fault)
        {
            lock (_gate)
            {
                _fault ??= ExceptionDispatchInfo.Capture(fault);
                _isStopped = true;
            }
        }
    }

    private long? TakeNumber()
    {
        lock (_gate)
        {
            _isStopped |=
                _options.Stop.IsCancellationRequested || _handedOut >= _options.Budget.Schedules || _watch.Elapsed >= _options.Budget.Time;
            return _isStopped ? null : _handedOut++;
        }
    }

    private void Count(Trial trial, Strategy strategy, long number, Outcome outcome)
    {
        var final = outcome is { Violation: null, WasCut: false } ? trial.Experiment.FinalState?.Invoke() : null;
        lock (_gate)
        {
            // A sum, since workers end in any order.
            _fingerprint = unchecked(_fingerprint + RunHash.Mix(outcome.Hash, (ulong)number));
            _schedules += outcome.WasCut ? 0 : 1;
            _cut += outcome.WasCut ? 1 : 0;
            _longest = Math.Max(_longest, outcome.Steps);
            if (final is { } state)
            {
                _finalStates.Add(state);
            }

            if (outcome.Violation is { } violation && (_failure is null || number < _failure.Number))
            {
                _failure = new(violation, strategy.Name, [.. trial.Decisions], number);
                _isStopped = true;
            }

            if (_options.Progress is { } tell && _watch.Elapsed - _told >= ProgressEvery)
            {
                _told = _watch.Elapsed;
                tell(ProgressNow());
            }
        }
    }

    private ExplorationProgress ProgressNow() => new(_schedules, _cut, _watch.Elapsed, _longest);
}
