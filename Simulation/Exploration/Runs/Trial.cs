using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Strategies;
using SvaOrleans.Simulation.Exploration.Order;

namespace SvaOrleans.Simulation.Exploration.Runs;

/// <summary>Runs schedules of one experiment, one after the other, in one world.</summary>
internal sealed class Trial
{
    private readonly Steering _steering;
    private readonly Oracle[] _watchers;
    private readonly bool _needsOrder;
    private readonly CausalOrder _order = new();
    private readonly long _mostSteps;

    /// <summary>Makes the experiment.</summary>
    /// <param name="make">Makes it, with the strategy that its world must have.</param>
    /// <param name="mostSteps">Steps after which a schedule counts as endless.</param>
    /// <param name="chose">Is told of every choice before it takes effect; null for nobody.</param>
    internal Trial(Func<Strategy, Experiment> make, long mostSteps, Action<int>? chose = null)
    {
        _mostSteps = mostSteps;
        _steering = new(chose);
        Experiment = make(_steering);
        if (!ReferenceEquals(Experiment.World.Options.Strategy, _steering))
        {
            throw new InvalidOperationException(
                "The experiment's world does not have the strategy that it was given, so nothing could be explored."
            );
        }

        _watchers = [.. Experiment.Oracles.Where(static oracle => oracle.WatchesSteps)];
        _needsOrder = Experiment.Oracles.Any(static oracle => oracle.NeedsOrder);
    }

    internal Experiment Experiment { get; }

    /// <summary>The choices of the last schedule.</summary>
    internal IReadOnlyList<int> Decisions => _steering.Decisions;

    /// <summary>What happened before what in the last schedule, if anybody asked.</summary>
    internal CausalOrder Order => _order;

    /// <summary>Runs one schedule.</summary>
    /// <param name="strategy">Makes its choices.</param>
    /// <param name="watch">Sees every step of the explored part before it runs; null for nobody.</param>
    internal Outcome Run(Strategy strategy, Action<Step>? watch = null)
    {
        var world = Experiment.World;
        world.AfterStep = null;
        world.BeforeStep = null;
        var tellsOrder = _needsOrder || strategy is IStepWatcher;
        world.TellsCallers = tellsOrder;
        world.Reset();
        Experiment.Prepare?.Invoke();
        foreach (var oracle in Experiment.Oracles)
        {
            oracle.Begin();
        }

        var before = world.StepCount;
        _steering.Hand(world, strategy, tellsOrder ? _order : null);
        if (Experiment.Faults is { } faults)
        {
            world.AllowFaults(faults);
        }

        world.BeforeStep = watch;
        world.AfterStep = (tellsOrder ? Experiment.Watch : null) + (_watchers.Length == 0 ? null : AskWatchers);
        Violation? violation;
        try
        {
            violation = RunToEnd(world, before);
        }
        catch (ViolationException broken)
        {
            violation = broken.Violation;
        }

        violation = violation is { Step: > 0 } ? violation with { Step = Math.Max(0, violation.Step - before) } : violation;
        Outcome outcome = new(violation, world.WasCut, world.StepCount - before, world.Hash);
        _steering.Release();
        return outcome;
    }

    private Violation? RunToEnd(World world, long before)
    {
        var limit = Experiment.TimeLimit is { } time ? world.Clock.GetTimestamp() + time.Ticks : long.MaxValue;
        var isOver = false;
        var body = world.Start(Experiment.Body);
        Pump(body);
        if (world.WasCut)
        {
            return null;
        }

        _steering.Settle();
        if (Experiment.Faults is not null)
        {
            world.StopFaults();
            Pump(body);
        }

        // Who waits for something that was lost may wait until the first of what is done afterwards.
        var after = Experiment.Aftermath.Count == 0 ? Task.CompletedTask : Start(Experiment.Aftermath[0]);
        var violation = Ended(body) ?? Ended(after) ?? AskAtEnd();
        for (var index = 1; violation is null && index < Experiment.Aftermath.Count; index++)
        {
            violation = Ended(Start(Experiment.Aftermath[index])) ?? AskAtEnd();
        }

        _steering.Release();
        return violation;

        void Pump(Task task) =>
            world.Pump(() =>
                (isOver = world.StepCount - before >= _mostSteps || world.Clock.GetTimestamp() > limit)
                || (Experiment.EndsWithBody && task.IsCompleted)
            );

        Task Start(Func<Task> code)
        {
            var task = world.Start(code);
            Pump(task);
            return task;
        }

        Violation? Ended(Task task) => isOver && (Experiment.EndsWithBody || world.Ready.Count > 0) ? NoEnd(world, before) : Judge(task);
    }

    private Violation NoEnd(World world, long before) =>
        new(
            ViolationKind.Liveness,
            "no end",
            world.StepCount - before >= _mostSteps
                ? $"the schedule did not end within {_mostSteps} steps"
                : $"the schedule did not end within {Experiment.TimeLimit} of virtual time"
        );

    private Violation? Judge(Task task)
    {
        if (task.IsFaulted || task.IsCanceled)
        {
            var fault = task.Exception?.InnerException ?? Cancelled(task);
            return fault is ViolationException broken
                ? broken.Violation
                : Experiment.JudgeFault?.Invoke(fault)
                    ?? new(ViolationKind.Safety, "exception", $"{fault.GetType().Name}: {fault.Message}");
        }

        if (!task.IsCompleted || (!Experiment.EndsWithBody && Experiment.World.HasPendingCalls))
        {
            var hang = Experiment.World.WaitFor();
            return Experiment.JudgeHang?.Invoke(hang) ?? new(ViolationKind.Liveness, "deadlock", hang.ToString());
        }

        return null;
    }

    // Code that was cancelled has not come to its end, so it has shown nothing.
    private static OperationCanceledException Cancelled(Task task)
    {
        try
        {
            task.GetAwaiter().GetResult();
            return new TaskCanceledException(task);
        }
        catch (OperationCanceledException fault)
        {
            return fault;
        }
    }

    private Violation? AskAtEnd()
    {
        _steering.Settle();
        foreach (var oracle in Experiment.Oracles)
        {
            oracle.AtEnd(oracle.NeedsOrder ? _order : null);
        }

        return null;
    }

    private void AskWatchers(Activation at)
    {
        foreach (var oracle in _watchers)
        {
            oracle.AfterStep(at);
        }
    }
}
