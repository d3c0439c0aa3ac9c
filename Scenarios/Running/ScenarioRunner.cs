using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using SvaOrleans.Inputs.Traces.Decoding;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Views;
using SvaOrleans.Scenarios.Plan;
using SvaOrleans.Scenarios.Running.Refusals;
using SvaOrleans.Scenarios.Workloads;
using SvaOrleans.Silo;

namespace SvaOrleans.Scenarios.Running;

/// <summary>Runs one scenario in a simulation of its own, segment by segment, and checks its expectations.</summary>
internal sealed class ScenarioRunner
{
    private const int ReplayChunk = 256;

    private readonly ScenarioPlan _plan;
    private readonly ISimulation _simulation;
    private readonly IRunObserver _observer;
    private readonly Costs _costs = new();
    private readonly List<RunFailure> _failures = [];
    private readonly List<SvaEvent> _notices = [];
    private readonly RefusalList _refusals;
    private readonly SortedDictionary<string, HostRun> _hosts = new(StringComparer.Ordinal);
    private OperationAccount _account = OperationAccount.Empty;
    private int _operations;

    /// <summary>Makes a runner whose caller runs setup and steps one by one.</summary>
    public ScenarioRunner(ScenarioPlan plan, ISimulation simulation, IRunObserver observer)
    {
        this._plan = plan;
        _refusals = new(plan);
        this._simulation = simulation;
        this._observer = observer;
    }

    /// <summary>Runs it.</summary>
    /// <param name="document">The scenario.</param>
    /// <param name="start">Starts the simulation that runs it.</param>
    /// <param name="observer">Observes the run.</param>
    /// <param name="stop">Stops the run, and removes what it created.</param>
    public static async Task<RunOutcome> Run(
        ScenarioDocument document,
        ISimulationStart start,
        IRunObserver observer,
        CancellationToken stop = default
    )
    {
        var watch = Stopwatch.StartNew();
        ISimulation made;
        try
        {
            made = await start.Create();
        }
        catch (Exception lost) when (lost is OutcomeUnknownException || IsNotSent(lost))
        {
            return NotBegun(document.Plan, start.Seed, observer, watch, lost);
        }

        await using var simulation = made;
        using var stopping = stop.Register(() => simulation.Abandon());
        return await Run(document, simulation, start.Seed, observer, watch);
    }

    /// <summary>Runs a scenario in an existing simulation.</summary>
    /// <param name="document">The scenario.</param>
    /// <param name="simulation">The simulation that runs it.</param>
    /// <param name="seed">Its seed, for the report.</param>
    /// <param name="observer">Observes the run.</param>
    /// <param name="watch">Runs since the start.</param>
    internal static async Task<RunOutcome> Run(
        ScenarioDocument document,
        ISimulation simulation,
        ulong? seed,
        IRunObserver observer,
        Stopwatch watch
    )
    {
        var plan = document.PlanFor(simulation.HostPrefix);
        var runner = new ScenarioRunner(plan, simulation, observer);
        observer.Begin(plan, simulation.Engine, seed);
        await runner.RunAll();
        var outcome = await runner.Outcome(watch.Elapsed);
        observer.End(outcome);
        return outcome;
    }

    // No session, so no host, and nothing that could have been sent to one.
    private static RunOutcome NotBegun(ScenarioPlan plan, ulong? seed, IRunObserver observer, Stopwatch watch, Exception lost)
    {
        observer.Begin(plan, "not known", seed);
        var failure = new RunFailure(RunFailure.Cluster, null, 0, $"no session was opened, so nothing was sent: {lost.Message}");
        observer.Failure(failure);
        var outcome = RunOutcome.NotBegun(plan, failure, Wanted(plan), watch.Elapsed);
        observer.End(outcome);
        return outcome;
    }

    /// <summary>How many operations a scenario asks for.</summary>
    public static long Wanted(ScenarioPlan plan) => plan.Setup.Concat(plan.Segments).Sum(static segment => NotSent(segment).NotSent);

    /// <summary>The failures of the run.</summary>
    public IReadOnlyList<RunFailure> Failures => _failures;

    /// <summary>Boots the hosts and runs <c>setup:</c>; every exception goes to the caller.</summary>
    public async Task Prepare()
    {
        if (await Boot())
        {
            foreach (var segment in _plan.Setup)
            {
                await RunSegment(segment);
            }
        }
    }

    /// <summary>Runs <c>steps:</c>; every exception goes to the caller.</summary>
    public async Task RunSteps()
    {
        foreach (var segment in _plan.Segments)
        {
            await RunSegment(segment);
        }
    }

    private async Task RunAll()
    {
        var setup = new Queue<Segment>(_plan.Setup);
        var steps = new Queue<Segment>(_plan.Segments);
        try
        {
            if (!await Boot())
            {
                return;
            }

            while (setup.TryDequeue(out var segment))
            {
                await RunSegment(segment);
            }

            if (_failures.Count > 0)
            {
                Fail(new("setup", null, 0, "the setup did not succeed, so the steps were not run"));
                return;
            }

            while (steps.TryDequeue(out var segment))
            {
                await RunSegment(segment);
            }

            if (_failures.Count == 0 && _refusals.Explain(_operations) is { } refused)
            {
                Fail(refused);
            }
        }
        catch (OutcomeUnknownException e) when (_hosts.Count < _plan.Hosts.Count)
        {
            Fail(new(RunFailure.Cluster, null, 0, $"a host could not be booted, so nothing was run: {e.Message}"));
        }
        catch (SimulationHungException e)
        {
            await TakeLastEvents();
            Fail(new("hung", null, 0, e.Message));
        }
        catch (OutcomeUnknownException e)
        {
            Fail(new(RunFailure.Unknown, null, 0, $"the outcome of what ran is not known: {e.Message}"));
        }
        catch (Exception e) when (IsNotSent(e))
        {
            Fail(new(RunFailure.Cluster, null, 0, e.Message));
        }
        catch (ModelInvariantException e)
        {
            await TakeLastEvents();
            Fail(new("invariant", null, 0, e.Message));
        }
        catch (OperationCanceledException)
        {
            Fail(new(RunFailure.Unknown, null, 0, "it was interrupted; what ran has been taken away"));
        }
        finally
        {
            _account = setup.Concat(steps).Aggregate(_account, static (sum, segment) => sum + NotSent(segment));
        }
    }

    private async Task<bool> Boot()
    {
        foreach (var host in _plan.Hosts)
        {
            var booted = await _simulation.Boot(host.Spec);
            if (!booted.Error.IsSuccess)
            {
                Fail(new("boot", null, 0, $"host {host.Name} did not boot: {booted.Error}"));
                return false;
            }

            _hosts.Add(host.Name, new(booted.Epoch) { At = booted.At });
            await TakeEvents([], isSequential: false);
        }

        return true;
    }

    private async Task RunSegment(Segment segment)
    {
        switch (segment)
        {
            case ProgramSegment program:
                await RunProgram(program);
                break;
            case WorkloadSegment workload:
                await Replay(workload);
                break;
            case StateSegment state:
                await CheckState(state);
                break;
            default:
                throw new InvalidOperationException($"no way to run {segment}");
        }

        await _observer.Segment(segment, _simulation.View);
    }

    private async Task RunProgram(ProgramSegment segment)
    {
        var host = _hosts[segment.Host.Name];
        var request = new RunRequest(host.Stamp, segment.Program, host.Variables);
        RunResult done;
        try
        {
            done = await _simulation.Run(new(segment.Host.Name, ObjectKind.Task, Segments.MainTask), request);
        }
        catch (Exception fault) when (IsLost(fault))
        {
            _account += OperationAccount.OfUnknown(segment.Program);
            throw;
        }
        catch (Exception fault) when (IsNotSent(fault))
        {
            _account += OperationAccount.OfNotSent(segment.Program);
            throw;
        }

        _account += OperationAccount.Of(segment.Program, done);
        host.At = VirtualTime.Max(host.At, done.At);
        host.Variables = done.Variables;
        var isSequential = segment.Steps.All(static step => step.Branch is null && step.Keyword != "parallel");
        await TakeEvents(done.Results, isSequential);
        CheckRelations(segment, done.Results);
    }

    private async Task Replay(WorkloadSegment segment)
    {
        var host = _hosts[segment.Host.Name];
        var task = new ObjectName(segment.Host.Name, ObjectKind.Task, "replay-" + segment.Step.Id);
        var startedAt = host.At;
        var figures = ReplayFigures.Zero;
        double? fraction = null;
        var progress = new Progress(read => fraction = read.BytesTotal is > 0 and { } total ? (double)read.BytesRead / total : null);
        ExceptionDispatchInfo? lost = null;
        foreach (var part in WorkloadEvents.Read(segment, startedAt, progress).Chunk(ReplayChunk))
        {
            lost = lost is null ? await Play(part) : NotSent(part, lost);
        }

        lost?.Throw();
        var result = new StepResult(segment.Step.Id, task, Errno.None, null, [.. ReplayFigureNames.Of(figures)], startedAt, host.At);
        _operations++;
        _costs.Add(figures);
        _observer.Replayed(segment.Step, figures, result);
        Check(segment.Step, result);
        if (ReplayRefusals.Explain(segment, figures) is { } refused)
        {
            Fail(new(RunFailure.Refused, segment.Step.Place, segment.Step.Id, refused));
        }

        async Task<ExceptionDispatchInfo?> Play(ReplayEvent[] events)
        {
            var (stamp, workload) = (host.Stamp with { Step = segment.Step.Id }, segment.Workload);
            var request = new ReplayRequest(stamp, [.. events], [.. workload.Devices], workload.PagesTouched);
            try
            {
                var done = await _simulation.Replay(task, request);
                _account += new OperationAccount(events.Length, 0, 0, 0);
                host.At = VirtualTime.Max(host.At, done.At);
                figures += done.Figures;
            }
            catch (Exception fault) when (IsLost(fault))
            {
                _account += new OperationAccount(0, 0, events.Length, 0);
                return ExceptionDispatchInfo.Capture(fault);
            }
            catch (Exception fault) when (IsNotSent(fault))
            {
                return NotSent(events, ExceptionDispatchInfo.Capture(fault));
            }

            try
            {
                await TakeEvents([], isSequential: false);
            }
            catch (Exception fault) when (IsLost(fault) || IsNotSent(fault))
            {
                // These are done; those that follow are not sent.
                return ExceptionDispatchInfo.Capture(fault);
            }

            _observer.Progress(segment.Step, figures.Events, fraction);
            return null;
        }

        ExceptionDispatchInfo NotSent(ReplayEvent[] events, ExceptionDispatchInfo why)
        {
            _account += new OperationAccount(0, 0, 0, events.Length);
            return why;
        }
    }

    // Sent, and no answer will come.
    private static bool IsLost(Exception fault) =>
        fault is OutcomeUnknownException or SimulationHungException or OperationCanceledException;

    // The cluster did not take it.
    private static bool IsNotSent(Exception fault) => fault is NotSentException;

    private static OperationAccount NotSent(Segment segment) =>
        segment switch
        {
            ProgramSegment program => OperationAccount.OfNotSent(program.Program),
            WorkloadSegment workload => new(0, 0, 0, WorkloadEvents.Read(workload, default, null).LongCount()),
            _ => OperationAccount.Empty,
        };

    private async Task TakeLastEvents()
    {
        try
        {
            await TakeEvents([], isSequential: false);
        }
        catch (Exception fault) when (IsLost(fault) || IsNotSent(fault))
        {
            // The report of the failure does not need these events.
        }
    }

    // Results in the order of their times, of one time by step, and in between the events in the order in which they came.
    private async Task TakeEvents(ImmutableArray<StepResult> results, bool isSequential)
    {
        var events = await _simulation.TakeEvents();
        var next = 0;
        foreach (var result in results.OrderBy(static result => result.At).ThenBy(static result => result.StepId))
        {
            for (var end = EventOrder.EndOf(result, isSequential, events, next); next < end; next++)
            {
                Take(events[next]);
            }

            var step = _plan.Steps[result.StepId - 1];
            _operations++;
            _costs.Add(result);
            _observer.Result(step, result);
            Check(step, result);
        }

        for (; next < events.Count; next++)
        {
            Take(events[next]);
        }
    }

    private void Take(in SvaEvent happened)
    {
        _costs.Add(SvaEventNames.Of(happened.Kind), 1);
        _observer.Event(happened);
        if (happened.Kind is SvaEventKind.Warning or SvaEventKind.ContractViolation or SvaEventKind.Verdict)
        {
            _notices.Add(happened);
        }

        if (happened.Kind == SvaEventKind.Verdict)
        {
            Fail(new("verdict", null, happened.Step, $"{happened.Object}: {happened.Note}"));
        }
    }

    private void Check(StepPlan step, StepResult result)
    {
        var reason = RefusalReasons.Of(_plan, step, result);
        if (step.Expectation?.Explain(result) is { } why)
        {
            Fail(
                new("expectation", step.Place, step.Id, $"{step.Label ?? step.Keyword}: {why}{(reason.Length > 0 ? $" ({reason})" : "")}")
            );
        }
        else if (step.Expectation is null)
        {
            _refusals.Add(step, result, reason);
        }
    }

    private void CheckRelations(ProgramSegment segment, ImmutableArray<StepResult> results)
    {
        if (segment.Steps.All(static step => step.Relations.Count == 0))
        {
            return;
        }

        var byStep = results.ToDictionary(static result => result.StepId);
        foreach (var step in segment.Steps)
        {
            foreach (var relation in step.Relations)
            {
                if (relation.Explain(byStep) is { } why)
                {
                    Fail(new("expectation", relation.Place, step.Id, why));
                }
            }
        }
    }

    private async Task CheckState(StateSegment segment)
    {
        var world = await _simulation.View();
        var host = world.Hosts.FirstOrDefault(view => view.Name == segment.Host.Name);
        foreach (var check in segment.Expectation.Checks)
        {
            if ((host is null ? "the host has no state" : check.Explain(host, _costs.Counters)) is { } why)
            {
                Fail(new("expectation", check.Place, 0, why));
            }
            else
            {
                _observer.Held(1);
            }
        }
    }

    private void Fail(RunFailure failure)
    {
        _failures.Add(failure);
        _observer.Failure(failure);
    }

    private async Task<RunOutcome> Outcome(TimeSpan measured) =>
        new()
        {
            Plan = _plan,
            Failures = _failures,
            Notices = _notices,
            Refusals = _refusals.All,
            Costs = _costs,
            World = await LastView(),
            Operations = _operations,
            Account = _account,
            Fingerprint = _simulation.Fingerprint,
            At = _hosts.Count == 0 ? default : _hosts.Values.Select(static host => host.At).Max(),
            Measured = measured,
        };

    // A host that crashed has no view.
    private async Task<WorldView> LastView()
    {
        try
        {
            return await _simulation.View();
        }
        catch (Exception fault) when (IsLost(fault) || IsNotSent(fault))
        {
            return new([]);
        }
    }

    private sealed class Progress(Action<TraceProgress> report) : IProgress<TraceProgress>
    {
        public void Report(TraceProgress value) => report(value);
    }
}
