using System.Collections.Immutable;
using System.Diagnostics;
using SvaOrleans.Client.Scenarios;
using SvaOrleans.Client.Scenarios.Plan;
using SvaOrleans.Client.Workloads;
using SvaOrleans.Inputs.Traces;
using SvaOrleans.Interfaces;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model;
using SvaOrleans.Model.Events;
using SvaOrleans.Silo;
using SvaOrleans.Silo.Remote;

namespace SvaOrleans.Client.Running;

/// <summary>Runs one scenario in a simulation of its own, segment after segment, and holds it to what it expects.</summary>
internal sealed class ScenarioRunner
{
    private const int ReplayChunk = 256;

    private readonly ScenarioPlan plan;
    private readonly ISimulation simulation;
    private readonly IRunObserver observer;
    private readonly Costs costs = new();
    private readonly List<RunFailure> failures = [];
    private readonly List<SvaEvent> notices = [];
    private readonly SortedDictionary<string, HostRun> hosts = new(StringComparer.Ordinal);
    private int operations;

    private ScenarioRunner(ScenarioPlan plan, ISimulation simulation, IRunObserver observer)
    {
        this.plan = plan;
        this.simulation = simulation;
        this.observer = observer;
    }

    /// <summary>Runs it.</summary>
    /// <param name="document">The scenario.</param>
    /// <param name="start">Where it runs.</param>
    /// <param name="observer">Who watches.</param>
    /// <param name="stop">Stops it, and takes away what it made.</param>
    public static async Task<RunOutcome> Run(ScenarioDocument document, SimulationStart start, IRunObserver observer, CancellationToken stop = default)
    {
        var watch = Stopwatch.StartNew();
        await using var simulation = await start.Create();
        using var stopping = stop.Register(() => (simulation as RemoteSimulation)?.Abandon());
        var plan = document.PlanFor(SimulationStart.HostPrefixOf(simulation));
        var runner = new ScenarioRunner(plan, simulation, observer);
        observer.Begin(plan, simulation.Engine, start.Seed);
        await runner.RunAll();
        var outcome = await runner.Outcome(watch.Elapsed);
        observer.End(outcome);
        return outcome;
    }

    private async Task RunAll()
    {
        try
        {
            if (!await Boot())
            {
                return;
            }

            foreach (var segment in plan.Setup)
            {
                await RunSegment(segment);
            }

            if (failures.Count > 0)
            {
                Fail(new("setup", null, 0, "the setup did not succeed, so the steps were not run"));
                return;
            }

            foreach (var segment in plan.Segments)
            {
                await RunSegment(segment);
            }
        }
        catch (SimulationHungException e)
        {
            await TakeEvents([], false);
            Fail(new("hung", null, 0, e.Message));
        }
        catch (OutcomeUnknownException e)
        {
            Fail(new("unknown", null, 0, $"the outcome of what ran is not known: {e.Message}"));
        }
        catch (Exception e) when (e is ClusterRefusedException or ClusterUnreachableException)
        {
            Fail(new("cluster", null, 0, e.Message));
        }
        catch (ModelInvariantException e)
        {
            await TakeEvents([], false);
            Fail(new("invariant", null, 0, e.Message));
        }
    }

    private async Task<bool> Boot()
    {
        foreach (var host in plan.Hosts)
        {
            var booted = await simulation.Boot(host.Spec);
            if (!booted.Error.IsSuccess)
            {
                Fail(new("boot", null, 0, $"host {host.Name} did not boot: {booted.Error}"));
                return false;
            }

            hosts.Add(host.Name, new(booted.Epoch) { At = booted.At });
            await TakeEvents([], false);
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

        await observer.Segment(segment, simulation.View);
    }

    private async Task RunProgram(ProgramSegment segment)
    {
        var host = hosts[segment.Host.Name];
        var request = new RunRequest(host.Stamp, segment.Program, host.Variables, segment.Host.Spec.Settings);
        var done = await simulation.Run(new(segment.Host.Name, ObjectKind.Task, Segments.MainTask), request);
        host.At = VirtualTime.Max(host.At, done.At);
        host.Variables = done.Variables;
        var isSequential = segment.Steps.All(static step => step.Branch is null && step.Keyword != "parallel");
        await TakeEvents(done.Results, isSequential);
        CheckRelations(segment, done.Results);
    }

    private async Task Replay(WorkloadSegment segment)
    {
        var host = hosts[segment.Host.Name];
        var task = new ObjectName(segment.Host.Name, ObjectKind.Task, "replay-" + segment.Step.Id);
        var startedAt = host.At;
        var mapping = new ReplayMapping(segment.Host.Name, startedAt);
        var figures = ReplayFigures.Zero;
        double? fraction = null;
        using var reader = TraceReader.Open(segment.Workload.TracePath, new Progress(progress => fraction = progress.BytesTotal is > 0 and { } total ? (double)progress.BytesRead / total : null));
        var chunk = ImmutableArray.CreateBuilder<ReplayEvent>(ReplayChunk);
        foreach (var traced in reader.Read().Take(segment.Workload.MaxEvents is { } most ? (int)Math.Min(most, int.MaxValue) : int.MaxValue))
        {
            if (mapping.Map(traced) is { } happened)
            {
                chunk.Add(happened);
                if (chunk.Count == ReplayChunk)
                {
                    await Play();
                }
            }
        }

        foreach (var happened in mapping.EndAll())
        {
            chunk.Add(happened);
        }

        await Play();
        var result = new StepResult(segment.Step.Id, task, Errno.None, null, [.. ReplayFigureNames.Of(figures)], startedAt, host.At);
        operations++;
        costs.Add(figures);
        observer.Replayed(segment.Step, figures, result);
        Check(segment.Step, result);

        async Task Play()
        {
            if (chunk.Count == 0)
            {
                return;
            }

            var request = new ReplayRequest(host.Stamp, chunk.ToImmutable(), [.. segment.Workload.Devices], segment.Workload.PagesTouched, segment.Host.Spec.Settings);
            chunk.Clear();
            var done = await simulation.Replay(task, request);
            host.At = VirtualTime.Max(host.At, done.At);
            figures += done.Figures;
            await TakeEvents([], false, segment.Step.Id);
            observer.Progress(segment.Step, figures.Events, fraction);
        }
    }

    // Results and events in the order of their times; an event comes before the result of the step that it belongs to.
    private async Task TakeEvents(ImmutableArray<StepResult> results, bool isSequential, int stepId = 0)
    {
        var events = await simulation.TakeEvents();
        var next = 0;
        foreach (var result in results.Sort(static (left, right) => left.At.CompareTo(right.At)))
        {
            while (next < events.Count && events[next].At <= result.At)
            {
                Take(events[next++], isSequential ? result.StepId : stepId);
            }

            var step = plan.Steps[result.StepId - 1];
            operations++;
            costs.Add(result);
            observer.Result(step, result);
            Check(step, result);
        }

        while (next < events.Count)
        {
            Take(events[next++], isSequential && results.Length > 0 ? results[^1].StepId : stepId);
        }
    }

    private void Take(in SvaEvent happened, int stepId)
    {
        costs.Add(Output.EventNames.Of(happened.Kind), 1);
        observer.Event(happened, stepId);
        if (happened.Kind is SvaEventKind.Warning or SvaEventKind.ContractViolation or SvaEventKind.Verdict)
        {
            notices.Add(happened);
        }

        if (happened.Kind == SvaEventKind.Verdict)
        {
            Fail(new("verdict", null, stepId, $"{happened.Object}: {happened.Note}"));
        }
    }

    private void Check(StepPlan step, StepResult result)
    {
        if (step.Expectation?.Explain(result) is { } why)
        {
            Fail(new("expectation", step.Place, step.Id, $"{step.Label ?? step.Keyword}: {why}"));
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
        var world = await simulation.View();
        var host = world.Hosts.FirstOrDefault(view => view.Name == segment.Host.Name);
        foreach (var check in segment.Expectation.Checks)
        {
            if ((host is null ? "the host has no state" : check.Explain(host, costs.Counters)) is { } why)
            {
                Fail(new("expectation", check.Place, 0, why));
            }
            else
            {
                observer.Held(1);
            }
        }
    }

    private void Fail(RunFailure failure)
    {
        failures.Add(failure);
        observer.Failure(failure);
    }

    private async Task<RunOutcome> Outcome(TimeSpan measured) => new()
    {
        Plan = plan,
        Failures = failures,
        Notices = notices,
        Costs = costs,
        World = await simulation.View(),
        Operations = operations,
        At = hosts.Count == 0 ? default : hosts.Values.Select(static host => host.At).Max(),
        Measured = measured,
    };

    private sealed class HostRun(BootEpoch epoch)
    {
        public VirtualTime At { get; set; }

        public ImmutableArray<Variable> Variables { get; set; } = [];

        public Stamp Stamp => new(At, epoch);
    }

    private sealed class Progress(Action<TraceProgress> report) : IProgress<TraceProgress>
    {
        public void Report(TraceProgress value) => report(value);
    }
}
