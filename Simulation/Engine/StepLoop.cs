using SvaOrleans.Simulation.Engine.Activations;
using SvaOrleans.Simulation.Engine.Calls;
using SvaOrleans.Simulation.Engine.Deadlocks;
using SvaOrleans.Simulation.Engine.Outside;
using SvaOrleans.Simulation.Engine.Steps;
using SvaOrleans.Simulation.Engine.Strategies;

namespace SvaOrleans.Simulation.Engine;

/// <summary>Asks the strategy for the next step, runs it to its end, and advances the clock when no step is ready.</summary>
internal sealed class StepLoop(World world)
{
    private readonly List<int> _decisions = [];
    private readonly bool _recordDecisions = world.Options.RecordDecisions;
    private readonly long _maxSteps = world.Options.MaxSteps;
    private readonly Strategy _strategy = world.Options.Strategy;
    private long _sequence;
    private Activation? _scanDue;
    private Task? _boot;

    internal ReadySteps Ready { get; } = new();

    internal IReadOnlyList<int> Decisions => _decisions;

    internal long StepCount { get; private set; }

    internal bool WasCut { get; private set; }

    internal ulong Hash { get; private set; }

    /// <summary>The thread whose loop runs this world; 0 while none does.</summary>
    internal int LoopThread { get; private set; }

    /// <summary>The execution context of every step.</summary>
    internal ExecutionContext? Clean { get; private set; }

    internal void Reset()
    {
        StepCount = 0;
        WasCut = false;
        _sequence = 0;
        _decisions.Clear();
        Hash = RunHash.Start;
        _boot = null;
        _scanDue = null;
    }

    internal int Draw(int bound)
    {
        var decision = bound == 1 ? 0 : _strategy.Draw(bound);
        if (_recordDecisions && bound > 1)
        {
            _decisions.Add(decision);
        }

        Hash = RunHash.Mix(Hash, unchecked((ulong)decision));
        return decision;
    }

    internal void MakeReady(Step step, StepKind kind)
    {
        step.Kind = kind;
        step.Sequence = ++_sequence;
        step.Cause = LoopThread == 0 ? 0 : StepCount;
        Ready.Add(step);
    }

    internal void Number(Step step)
    {
        step.Sequence = ++_sequence;
        step.Cause = StepCount;
    }

    /// <summary>Makes the activation check its waiting requests at the end of the current step, as part of it.</summary>
    internal void ScanWhenStepEnds(Activation activation) => _scanDue = activation;

    /// <summary>Runs steps until the code's task has completed or, without code, until nothing can happen before the limit.</summary>
    internal Task? Run(Func<Task>? code, long limit, Func<bool>? isInterrupted = null)
    {
        if (LoopThread != 0)
        {
            throw new InvalidOperationException("The world runs already; a step cannot run it.");
        }

        WorldEvents.Tell(WorldEvents.RunBegins, world);
        var before = SynchronizationContext.Current;
        var outer = ExecutionContext.Capture()!;
        LoopThread = Environment.CurrentManagedThreadId;
        Clean = world.Outside.Enter(outer);
        try
        {
            Task? task = null;
            StartBoot();
            if (code is not null)
            {
                World.EnterTurn(world.Client);
                task = StartCode(code);
                world.LeaveContext();
                world.Outside.Began(task);
            }

            while ((task is null || !task.IsCompleted) && (isInterrupted is null || !isInterrupted()) && RunNext(limit)) { }

            world.Outside.LookAtTimers();
            world.Outside.Throw(null);
            return task;
        }
        catch (Exception fault) when (world.Outside.HasFound && fault is not OutsideWorkException)
        {
            world.Outside.Throw(fault);
            throw;
        }
        finally
        {
            LoopThread = 0;
            ExecutionContext.Restore(outer);
            World.EnterTurn(world.Client);
            SynchronizationContext.SetSynchronizationContext(before);
            WorldEvents.Tell(WorldEvents.RunEnded, world);
        }
    }

    private bool RunNext(long limit)
    {
        world.Outside.Throw(null);

        var count = Ready.Count;
        while (count == 0)
        {
            if (!AdvanceTime(limit))
            {
                return false;
            }

            count = Ready.Count;
        }

        var choices = count + world.Injection.Look();
        var index = 0;
        if (choices > 1 || _strategy.AsksAlways)
        {
            index = Decide(count);
            if (index < 0)
            {
                WasCut = true;
                return false;
            }
        }

        world.BeginStep();
        var step = index < count ? Ready.Take(index) : world.Injection.Take(index - count);
        if (++StepCount > _maxSteps)
        {
            throw new StepLimitException($"The run did not end within {world.Options.MaxSteps} steps.");
        }

        Hash = RunHash.Mix(
            Hash,
            unchecked(
                step.Print + ((ulong)step.Kind << 56) + ((ulong)world.Clock.Now * 0xD6E8FEB86659FD93) + ((ulong)index * 0xA0761D6478BD642F)
            )
        );
        world.BeforeStep?.Invoke(step);
        if (world.AfterStep is null && world.Outside.Mark is null)
        {
            Carry(step);
        }
        else
        {
            RunObserved(step);
        }

        return true;
    }

    private void Carry(Step step)
    {
        step.Run(world);
        while (_scanDue is { } activation)
        {
            _scanDue = null;
            World.EnterTurn(activation);
            world.LeaveContext();
            activation.ScanQueued();
        }
    }

    private void RunObserved(Step step)
    {
        // Where the step runs must be asked before: a response's object is back in its pool afterwards.
        var grain = step.Grain;
        var at = step.At;
        Carry(step);
        if ((at ?? grain.Activation) is { } activation)
        {
            world.Outside.LookAt(activation);
            world.AfterStep?.Invoke(activation);
        }
    }

    private int Decide(int count)
    {
        var index = _strategy.Choose(Ready);
        if (index == Strategy.Cut)
        {
            return index;
        }

        if ((uint)index >= (uint)(count + Ready.FaultCount))
        {
            throw new InvalidOperationException($"Strategy {_strategy.Name} chose step {index} of {count}.");
        }

        if (_recordDecisions && count + Ready.FaultCount > 1)
        {
            _decisions.Add(index);
        }

        return index;
    }

    private void StartBoot()
    {
        if (world.Boot is not null && _boot is null)
        {
            World.EnterTurn(world.Client);
            _boot = world.Boot();
            world.LeaveContext();
        }
    }

    private Task StartCode(Func<Task> code)
    {
        return _boot is null || _boot.IsCompletedSuccessfully ? code() : AfterBoot(_boot, code);

        static async Task AfterBoot(Task boot, Func<Task> code)
        {
            await boot;
            await code();
        }
    }

    private bool AdvanceTime(long limit)
    {
        var timer = world.Clock.NextDue;
        var timeout = world.Calls.Pending.Next();
        timer = Math.Min(timer, world.Injection.NextHeldDue());
        if (timer == long.MaxValue && (timeout == long.MaxValue || world.Options.OnDeadlock == DeadlockPolicy.Report))
        {
            return false;
        }

        var next = Math.Min(timer, timeout);
        if (next > limit)
        {
            return false;
        }

        if (next == timeout)
        {
            world.Outside.LookAtWaits(isStuck: true); // a call that times out now may wait for work that is no step of the world
        }

        world.Outside.LookAtTimers();
        world.Clock.AdvanceTo(next);
        world.Injection.ReleaseHeld(next);
        CollectIdle();
        foreach (var request in world.Calls.Pending.TakeDue(next))
        {
            MakeReady(new GiveUpStep(request, TimedOut(request)), StepKind.GiveUp);
        }

        return true;
    }

    private static TimeoutException TimedOut(GrainRequest request) =>
        new(
            $"No response to {request.Method} at {request.Target} within {TimeSpan.FromTicks(request.Pending!.TimeoutTicks)}; "
                + "whether it was carried out is unknown."
        );

    internal void CollectIdle()
    {
        if (world.Options.IdleAge is not { } usual)
        {
            return;
        }

        foreach (var activation in world.Activations)
        {
            var age = activation.Slot.Class.IdleAge ?? usual;
            if (
                activation.Silo is not null
                && activation.IsIdle
                && world.Clock.Now >= activation.KeptUntil
                && world.Clock.Now - activation.IdleSince >= age.Ticks
            )
            {
                activation.Deactivate(DeactivationCause.Idle);
            }
        }
    }
}
