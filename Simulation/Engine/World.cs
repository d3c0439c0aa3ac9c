using System.Diagnostics.CodeAnalysis;
using SvaOrleans.Simulation.Engine.Activations;
using SvaOrleans.Simulation.Engine.Calls;
using SvaOrleans.Simulation.Engine.Deadlocks;
using SvaOrleans.Simulation.Engine.Outside;
using SvaOrleans.Simulation.Engine.Silos;
using SvaOrleans.Simulation.Engine.Steps;
using SvaOrleans.Simulation.Engine.Storage;
using SvaOrleans.Simulation.Engine.Strategies;
using SvaOrleans.Simulation.Engine.Time;

namespace SvaOrleans.Simulation.Engine;

/// <summary>A whole simulated cluster: silos, activations, messages in flight, clock and storage, driven by one loop on the caller's thread.</summary>
/// <remarks>
/// The loop asks the strategy which ready step runs next, runs it to its end, and asks again. Time advances only when nothing is ready.
/// A world is used by one thread at a time; several worlds may run on several threads.
/// </remarks>
public sealed partial class World
{
    private readonly ReadySteps _ready = new();
    private readonly List<Activation> _activations = [];
    private readonly List<PendingCalls> _pending = [];
    private readonly List<int> _decisions = [];
    private readonly List<SimulatedSilo> _silos = [];
    private readonly Dictionary<(GrainClass Class, string Key), GrainSlot> _directory = [];
    private readonly List<GrainRequest> _due = [];
    private readonly bool _recordDecisions;
    private readonly long _maxSteps;
    private readonly Strategy _strategy;
    private ExecutionContext? _clean;
    private int _loopThread;
    private long _sequence;
    private long _calls;
    private long _activationCount;
    private ulong _hash;
    private Activation? _scanDue;

    /// <summary>Makes an empty world.</summary>
    /// <param name="options">How it behaves.</param>
    /// <param name="clock">Its clock; null makes one.</param>
    public World(WorldOptions options, VirtualClock? clock = null)
    {
        Options = options;
        Clock = clock ?? new VirtualClock();
        Clock.Join(this);
        Storage = new MemoryStorage(options.CopyState);
        _strategy = options.Strategy;
        _recordDecisions = options.RecordDecisions;
        _maxSteps = options.MaxSteps;
        Client = new Activation(new GrainSlot(this, new ClientClass(), "0"), null, 0);
        Begin();
    }

    /// <summary>How the world behaves.</summary>
    public WorldOptions Options { get; }

    /// <summary>The virtual clock.</summary>
    public VirtualClock Clock { get; }

    /// <summary>What grains stored.</summary>
    public MemoryStorage Storage { get; }

    /// <summary>Stands for the plain code that drives the world and calls grains from outside; another one after each reset.</summary>
    public Activation Client { get; private set; }

    /// <summary>The silos, in their order.</summary>
    public IReadOnlyList<SimulatedSilo> Silos => _silos;

    /// <summary>The activations that exist, in the order in which they were made.</summary>
    public IReadOnlyList<Activation> Activations => _activations;

    /// <summary>The steps that could run next.</summary>
    public ReadySteps Ready => _ready;

    /// <summary>How many steps have run since the last reset.</summary>
    public long StepCount { get; private set; }

    /// <summary>True once the strategy has ended the run before its end.</summary>
    public bool WasCut { get; private set; }

    /// <summary>How many grain calls were sent since the last reset.</summary>
    public long CallCount => _calls;

    /// <summary>Rolling hash over virtual time, grain, method and decision of every step; equal hashes mean equal runs.</summary>
    public ulong Hash => _hash;

    /// <summary>The strategy's decisions so far, if the options ask to record them.</summary>
    public IReadOnlyList<int> Decisions => _decisions;

    /// <summary>Called after every step with the activation at which it ran, for views and checks. It must not call grains.</summary>
    public Action<Activation>? AfterStep { get; set; }

    /// <summary>Called before every step, for traces. It must not call grains.</summary>
    public Action<Step>? BeforeStep { get; set; }

    /// <summary>Told of every request that begins at an activation where others run, which is what interleaving attributes are for.</summary>
    public Action<Activation, GrainRequest>? Overlap { get; set; }

    /// <summary>True to refuse calls of plain code that no run drives; else such a call waits for the next run.</summary>
    public bool IsDrivenOnly { get; set; }

    /// <summary>Of a request that waits inside its own grain: the requests that hold what it waits for, as far as the grains tell; null for not asked.</summary>
    public Func<GrainRequest, IEnumerable<GrainRequest>>? HoldersOf { get; set; }

    /// <summary>Told of exceptions that no caller sees: of one-way calls and of timers' ticks. A real silo logs them.</summary>
    public Action<GrainRequest, Exception>? UnseenFault { get; set; }

    /// <summary>Called when the world starts again as if new.</summary>
    public Action? WhenReset { get; set; }

    /// <summary>What the last failed activation threw, or null.</summary>
    public Exception? ActivationFault { get; internal set; }

    /// <summary>The place of a grain identity in the directory.</summary>
    /// <param name="grainClass">The grain's class.</param>
    /// <param name="key">The grain's key.</param>
    /// <returns>The place; the same object every time.</returns>
    public GrainSlot SlotOf(GrainClass grainClass, string key)
    {
        if (!_directory.TryGetValue((grainClass, key), out var slot))
        {
            _directory[(grainClass, key)] = slot = new GrainSlot(this, grainClass, key);
        }

        return slot;
    }

    /// <summary>Runs client code and the world until the code's task has completed.</summary>
    /// <param name="code">The client code; its awaits come back into this world's loop.</param>
    /// <exception cref="DeadlockException">Nothing is ready and the task has not completed.</exception>
    /// <exception cref="OutsideWorkException">Code of the run does work that no step of the world is.</exception>
    public void RunUntilComplete(Func<Task> code)
    {
        var task = Loop(code, long.MaxValue)!;
        if (!task.IsCompleted)
        {
            RefuseOutsideWork();
            throw new DeadlockException(WaitForGraph.Of(this));
        }

        task.GetAwaiter().GetResult();
    }

    /// <summary>Runs client code and the world until the code's task has completed.</summary>
    /// <typeparam name="TResult">The code's result.</typeparam>
    /// <param name="code">The client code; its awaits come back into this world's loop.</param>
    /// <returns>The code's result.</returns>
    /// <exception cref="DeadlockException">Nothing is ready and the task has not completed.</exception>
    /// <exception cref="OutsideWorkException">Code of the run does work that no step of the world is.</exception>
    public TResult RunUntilComplete<TResult>(Func<Task<TResult>> code)
    {
        Task<TResult>? task = null;
        RunUntilComplete(() => (Task)(task = code()));
        return task!.GetAwaiter().GetResult();
    }

    /// <summary>Runs the world until a task has completed.</summary>
    /// <param name="task">A task that some grain call completes.</param>
    /// <exception cref="DeadlockException">Nothing is ready and the task has not completed.</exception>
    /// <exception cref="OutsideWorkException">Code of the run does work that no step of the world is.</exception>
    public void RunUntilComplete(Task task) => RunUntilComplete(() => task);

    /// <summary>Runs the world until nothing is ready and no timer is due.</summary>
    /// <returns>Null if every call was answered; else who waits for whom (only under <see cref="DeadlockPolicy.Report"/>).</returns>
    public DeadlockReport? Run()
    {
        Loop(null, long.MaxValue);
        return StuckUnlessOutside() ? WaitForGraph.Of(this) : null;
    }

    /// <summary>Runs the world until nothing is ready and the next due time lies beyond a limit; then the clock stands at the limit.</summary>
    /// <param name="duration">The limit, from now.</param>
    public void RunFor(TimeSpan duration)
    {
        var limit = Clock.Now + duration.Ticks;
        Loop(null, limit);
        if (Clock.Now < limit)
        {
            Clock.AdvanceTo(limit);
            CollectIdle();
            Loop(null, limit);
        }
    }

    /// <summary>Starts client code and runs nothing else: <see cref="Pump"/> does the rest.</summary>
    /// <param name="code">The client code; it runs until its first await, and its awaits come back into this world's loop.</param>
    /// <returns>The code's task.</returns>
    public Task Start(Func<Task> code) => Loop(code, long.MaxValue, static () => true)!;

    /// <summary>Runs the world until nothing is ready and no timer is due, or until told to stop.</summary>
    /// <param name="isInterrupted">Asked before every step: true stops.</param>
    /// <returns>True when nothing can happen any more: client code that has not completed never will by itself.</returns>
    public bool Pump(Func<bool> isInterrupted)
    {
        Loop(null, long.MaxValue, isInterrupted);
        _ = StuckUnlessOutside();
        return _ready.Count == 0;
    }

    /// <summary>Whether some call waits for its answer.</summary>
    public bool HasPendingCalls => _pending.Exists(static pending => pending.Oldest is not null) && PendingRequests().Count > 0;

    /// <summary>Who waits for whom right now.</summary>
    /// <returns>The wait-for graph.</returns>
    public DeadlockReport WaitFor() => WaitForGraph.Of(this);

    /// <summary>Chooses a number by the strategy, e.g. whether an allocation fails; recorded and hashed like every decision.</summary>
    /// <param name="bound">One more than the largest answer, at least 1.</param>
    /// <returns>A number from 0 to <paramref name="bound"/> - 1.</returns>
    public int Draw(int bound)
    {
        var decision = bound == 1 ? 0 : _strategy.Draw(bound);
        if (_recordDecisions && bound > 1)
        {
            _decisions.Add(decision);
        }

        _hash = RunHash.Mix(_hash, unchecked((ulong)decision));
        return decision;
    }

    /// <summary>Starts again as if new: no activation, no message, no time, nothing stored. Pools, classes and identities stay.</summary>
    public void Reset()
    {
        if (_loopThread != 0)
        {
            throw new InvalidOperationException("A world cannot be reset by its own steps.");
        }

        WorldEvents.Tell(WorldEvents.Reset, this);
        foreach (var activation in _activations)
        {
            activation.Slot.Activation = null;
            activation.Slot.Workers = null;
            activation.Drop();
        }

        Client.Drop();
        Client = new Activation(Client.Slot, null, 0);
        _activations.Clear();
        _ready.Clear();
        foreach (var pending in _pending)
        {
            pending.Clear();
        }

        _decisions.Clear();
        _held.Clear();
        EndFaults();
        FaultCount = 0;
        Storage.Reset();
        Clock.Reset();
        WhenReset?.Invoke();
        Begin();
    }

    /// <summary>The activation looks at who waits once the step that runs has ended, as part of it.</summary>
    internal void ScanWhenStepEnds(Activation activation) => _scanDue = activation;

    [MemberNotNull(nameof(_run))]
    private void Begin()
    {
        StepCount = 0;
        WasCut = false;
        BeginStep();
        _sequence = 0;
        _calls = 0;
        _chains.Clear();
        _activationCount = 0;
        _hash = RunHash.Start;
        _boot = null;
        ForgetOutside();
        _scanDue = null;
        ActivationFault = null;
        _silos.Clear();
        _tallies = [];
        foreach (var name in Options.Silos)
        {
            _silos.Add(new SimulatedSilo(_silos.Count, name));
        }

        _strategy.Begin();
    }

    /// <summary>Runs steps until the code's task has completed or, without code, until nothing can happen before the limit.</summary>
    private Task? Loop(Func<Task>? code, long limit, Func<bool>? isInterrupted = null)
    {
        if (_loopThread != 0)
        {
            throw new InvalidOperationException("The world runs already; a step cannot run it.");
        }

        WorldEvents.Tell(WorldEvents.RunBegins, this);
        var before = SynchronizationContext.Current;
        var outer = ExecutionContext.Capture()!;
        _loopThread = Environment.CurrentManagedThreadId;
        EnterRun(outer);
        try
        {
            Task? task = null;
            StartBoot();
            if (code is not null)
            {
                EnterTurn(Client);
                task = StartCode(code);
                LeaveContext();
                Began(task);
            }

            while ((task is null || !task.IsCompleted) && (isInterrupted is null || !isInterrupted()) && Step(limit)) { }

            LookAtTimers();
            ThrowOutside(null);
            return task;
        }
        catch (Exception fault) when (IsOutside && fault is not OutsideWorkException)
        {
            ThrowOutside(fault);
            throw;
        }
        finally
        {
            _loopThread = 0;
            ExecutionContext.Restore(outer);
            EnterTurn(Client);
            SynchronizationContext.SetSynchronizationContext(before);
            WorldEvents.Tell(WorldEvents.RunEnded, this);
        }
    }

    private bool Step(long limit)
    {
        ThrowOutside(null);

        var count = _ready.Count;
        while (count == 0)
        {
            if (!AdvanceTime(limit))
            {
                return false;
            }

            count = _ready.Count;
        }

        var choices = _faults is null ? count : count + LookAtFaults(_faults);
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

        BeginStep();
        var step = index < count ? _ready.Take(index) : TakeFault(index - count);
        if (++StepCount > _maxSteps)
        {
            throw new StepLimitException($"The run did not end within {Options.MaxSteps} steps.");
        }

        _hash = RunHash.Mix(
            _hash,
            unchecked(step.Print + ((ulong)step.Kind << 56) + ((ulong)Clock.Now * 0xD6E8FEB86659FD93) + ((ulong)index * 0xA0761D6478BD642F))
        );
        BeforeStep?.Invoke(step);
        if (AfterStep is null && _mark is null)
        {
            Run(step);
        }
        else
        {
            RunObserved(step);
        }

        return true;
    }

    private void Run(Step step)
    {
        step.Run(this);
        while (_scanDue is { } activation)
        {
            _scanDue = null;
            EnterTurn(activation);
            LeaveContext();
            activation.ScanQueued();
        }
    }

    private void RunObserved(Step step)
    {
        // Where the step runs must be asked before: a response's object is back in its pool afterwards.
        var grain = step.Grain;
        var at = step.At;
        Run(step);
        if ((at ?? grain.Activation) is { } activation)
        {
            LookAt(activation);
            AfterStep?.Invoke(activation);
        }
    }

    private int Decide(int count)
    {
        var index = _strategy.Choose(_ready);
        if (index == Strategy.Cut)
        {
            return index;
        }

        if ((uint)index >= (uint)(count + _ready.FaultCount))
        {
            throw new InvalidOperationException($"Strategy {_strategy.Name} chose step {index} of {count}.");
        }

        if (_recordDecisions && count + _ready.FaultCount > 1)
        {
            _decisions.Add(index);
        }

        return index;
    }

    private static TimeoutException TimedOut(GrainRequest request) =>
        new(
            $"No response to {request.Method} at {request.Target} within {TimeSpan.FromTicks(request.Pending!.TimeoutTicks)}; whether it was carried out is unknown."
        );

    private long NextTimeout()
    {
        var next = long.MaxValue;
        foreach (var pending in _pending)
        {
            if (pending.Oldest is { } oldest)
            {
                next = Math.Min(next, oldest.Deadline);
            }
        }

        return next;
    }

    private PendingCalls PendingFor(TimeSpan timeout)
    {
        foreach (var pending in _pending)
        {
            if (pending.TimeoutTicks == timeout.Ticks)
            {
                return pending;
            }
        }

        PendingCalls made = new(timeout.Ticks);
        _pending.Add(made);
        return made;
    }
}
