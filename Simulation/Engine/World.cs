using SvaOrleans.Simulation.Engine.Activations;
using SvaOrleans.Simulation.Engine.Deadlocks;
using SvaOrleans.Simulation.Engine.Faults;
using SvaOrleans.Simulation.Engine.Outside;
using SvaOrleans.Simulation.Engine.Silos;
using SvaOrleans.Simulation.Engine.Steps;
using SvaOrleans.Simulation.Engine.Storage;
using SvaOrleans.Simulation.Engine.Tallies;
using SvaOrleans.Simulation.Engine.Time;

namespace SvaOrleans.Simulation.Engine;

/// <summary>A whole simulated cluster: silos, activations, messages in flight, clock and storage, driven by one loop on the caller's
/// thread.</summary>
/// <remarks>
/// The loop asks the strategy which ready step runs next, runs it to its end, and asks again. Time advances only when nothing is ready.
/// A world is used by one thread at a time; several worlds may run on several threads.
/// </remarks>
public sealed partial class World
{
    private readonly List<Activation> _activations = [];
    private readonly Dictionary<(GrainClass Class, string Key), GrainSlot> _directory = [];
    private long _activationCount;

    /// <summary>Makes an empty world.</summary>
    /// <param name="options">How it behaves.</param>
    /// <param name="clock">Its clock; null makes one.</param>
    public World(WorldOptions options, VirtualClock? clock = null)
    {
        Options = options;
        Clock = clock ?? new VirtualClock();
        Clock.Join(this);
        Storage = new MemoryStorage(options.CopyState);
        Client = new Activation(new GrainSlot(this, new ClientClass(), "0"), null, 0);
        Steps = new StepLoop(this);
        SiloTable = new SiloTable(this);
        Tally = new TallyTable(this);
        Injection = new FaultInjection(this);
        Outside = new OutsideWatch(this);
        Calls = new CallRouter(this);
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

    /// <summary>The activations that exist, in the order in which they were made.</summary>
    public IReadOnlyList<Activation> Activations => _activations;

    /// <summary>The steps that could run next.</summary>
    public ReadySteps Ready => Steps.Ready;

    /// <summary>How many steps have run since the last reset.</summary>
    public long StepCount => Steps.StepCount;

    /// <summary>True once the strategy has ended the run before its end.</summary>
    public bool WasCut => Steps.WasCut;

    /// <summary>How many grain calls were sent since the last reset.</summary>
    public long CallCount => Calls.Count;

    /// <summary>Rolling hash over virtual time, grain, method and decision of every step; equal hashes mean equal runs.</summary>
    public ulong Hash => Steps.Hash;

    /// <summary>The strategy's decisions so far, if the options ask to record them.</summary>
    public IReadOnlyList<int> Decisions => Steps.Decisions;

    /// <summary>Called after every step with the activation at which it ran, for views and checks. It must not call grains.</summary>
    public Action<Activation>? AfterStep { get; set; }

    /// <summary>Called before every step, for traces. It must not call grains.</summary>
    public Action<Step>? BeforeStep { get; set; }

    /// <summary>Called for every request that begins at an activation where others run, which needs an interleaving attribute.</summary>
    public Action<Activation, GrainRequest>? Overlap { get; set; }

    /// <summary>True to refuse calls of plain code that no run drives; else such a call waits for the next run.</summary>
    public bool IsDrivenOnly { get; set; }

    /// <summary>For a request that waits inside its own grain: the requests that hold the awaited resource, as far as the grains report it;
    /// null for not asked.</summary>
    public Func<GrainRequest, IEnumerable<GrainRequest>>? HoldersOf { get; set; }

    /// <summary>Called for exceptions that no caller sees: of one-way calls and of timers' ticks. A real silo logs them.</summary>
    public Action<GrainRequest, Exception>? UnseenFault { get; set; }

    /// <summary>Called when the world starts again as if new.</summary>
    public Action? WhenReset { get; set; }

    /// <summary>Runs in the name of the client when a run begins; null for nothing. If it fails, the run does.</summary>
    public Func<Task>? Boot { get; set; }

    internal StepLoop Steps { get; }

    internal CallRouter Calls { get; }

    /// <summary>The search for work that is no step of the world.</summary>
    internal OutsideWatch Outside { get; }

    /// <summary>The thread whose loop runs this world; 0 while none does.</summary>
    internal int LoopThread => Steps.LoopThread;

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
        var task = Steps.Run(code, long.MaxValue)!;
        if (!task.IsCompleted)
        {
            Outside.Refuse();
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
    /// <returns>Null if every call was answered; else the wait-for graph (only under <see cref="DeadlockPolicy.Report"/>).</returns>
    public DeadlockReport? Run()
    {
        Steps.Run(null, long.MaxValue);
        return Outside.IsStuck() ? WaitForGraph.Of(this) : null;
    }

    /// <summary>Runs the world until nothing is ready and the next due time lies beyond a limit; then the clock stands at the
    /// limit.</summary>
    /// <param name="duration">The limit, from now.</param>
    public void RunFor(TimeSpan duration)
    {
        var limit = Clock.Now + duration.Ticks;
        Steps.Run(null, limit);
        if (Clock.Now < limit)
        {
            Clock.AdvanceTo(limit);
            Steps.CollectIdle();
            Steps.Run(null, limit);
        }
    }

    /// <summary>Starts client code and runs nothing else: <see cref="Pump"/> does the rest.</summary>
    /// <param name="code">The client code; it runs until its first await, and its awaits come back into this world's loop.</param>
    /// <returns>The code's task.</returns>
    public Task Start(Func<Task> code) => Steps.Run(code, long.MaxValue, static () => true)!;

    /// <summary>Runs the world until nothing is ready and no timer is due, or until interrupted.</summary>
    /// <param name="isInterrupted">Asked before every step: true stops.</param>
    /// <returns>True when nothing can happen any more: client code that has not completed never will without another call.</returns>
    public bool Pump(Func<bool> isInterrupted)
    {
        Steps.Run(null, long.MaxValue, isInterrupted);
        _ = Outside.IsStuck();
        return Ready.Count == 0;
    }

    /// <summary>Whether some call waits for its answer.</summary>
    public bool HasPendingCalls => Calls.Pending.HasAny;

    /// <summary>Shows which requests and activations wait for which.</summary>
    /// <returns>The wait-for graph.</returns>
    public DeadlockReport WaitFor() => WaitForGraph.Of(this);

    /// <summary>Chooses a number by the strategy, e.g. whether an allocation fails; recorded and hashed like every decision.</summary>
    /// <param name="bound">One more than the largest answer, at least 1.</param>
    /// <returns>A number from 0 to <paramref name="bound"/> - 1.</returns>
    public int Draw(int bound) => Steps.Draw(bound);

    /// <summary>Starts again as if new: no activation, no message, no time, nothing stored. Pools, classes and identities stay.</summary>
    public void Reset()
    {
        if (LoopThread != 0)
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
        Ready.Clear();
        Calls.Pending.Clear();
        Injection.Reset();
        Storage.Reset();
        Clock.Reset();
        WhenReset?.Invoke();
        Begin();
    }

    /// <summary>Sends a request from the code that runs now. Its answer, if any, must have been asked for before.</summary>
    /// <param name="request">The request, from its pool, with its arguments set.</param>
    /// <param name="target">The grain.</param>
    public void Send(GrainRequest request, GrainSlot target) => Calls.Send(request, target);

    internal void MakeReady(Step step, StepKind kind) => Steps.MakeReady(step, kind);

    /// <summary>Makes the activation the one whose code runs. The execution context of the last step may linger: requests and continuations
    /// bring their own.</summary>
    internal static void EnterTurn(Activation activation)
    {
        SynchronizationContext.SetSynchronizationContext(activation);
        activation.World.Options.TurnEntered?.Invoke(activation);
    }

    internal void LeaveContext() => ExecutionContext.Restore(Steps.Clean!);

    private void Begin()
    {
        BeginStep();
        Steps.Reset();
        Calls.Reset();
        _chains.Clear();
        _activationCount = 0;
        Client.OpenForClient();
        Outside.Forget();
        ActivationFault = null;
        SiloTable.Reset();
        Tally.Reset();
        Options.Strategy.Begin();
    }
}
