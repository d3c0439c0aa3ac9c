namespace SvaOrleans.Simulation.Engine.Outside;

/// <summary>A kind of work that no simulation can schedule.</summary>
/// <param name="Name">As it stands in the code.</param>
/// <param name="Why">What is wrong with it.</param>
/// <param name="Instead">What to do.</param>
internal sealed record OutsideKind(string Name, string Why, string Instead)
{
    private const string OnClock = "runs on the machine's clock";
    private const string OnThread = "runs on another thread";
    private const string IoWhy = "is I/O of the machine";
    private const string Inject = "Inject a TimeProvider and pass it, so that virtual time decides";
    private const string Stay = "Do it in the turn, by an asynchronous method of the grain, or call another grain";

    internal static readonly OutsideKind Delay = new("Task.Delay", OnClock, Inject);
    internal static readonly OutsideKind TimedWait = new("Task.WaitAsync", OnClock, Inject);
    internal static readonly OutsideKind PeriodicTimer = new("PeriodicTimer", OnClock, "Register a grain timer, or " + Lower(Inject));
    internal static readonly OutsideKind Timer = new(
        "Timer",
        OnClock,
        "Register a grain timer, or use TimeProvider.CreateTimer of an injected TimeProvider"
    );
    internal static readonly OutsideKind CancelAfter = new(
        "CancellationTokenSource.CancelAfter",
        "cancels on the machine's clock",
        "Make the source with a delay and an injected TimeProvider"
    );
    internal static readonly OutsideKind CancelAsync = new(
        "CancellationTokenSource.CancelAsync",
        "cancels on another thread",
        "Call Cancel"
    );
    internal static readonly OutsideKind Run = new("Task.Run", OnThread, Stay);
    internal static readonly OutsideKind StartNew = new(
        "Task.Factory.StartNew",
        OnThread + " on the simulated engine, though Orleans keeps it on the activation",
        Stay
    );
    internal static readonly OutsideKind ContinueWith = new(
        "Task.ContinueWith",
        OnThread + " on the simulated engine, though Orleans keeps it on the activation",
        "Use await"
    );
    internal static readonly OutsideKind NoContext = new(
        "ConfigureAwait(false)",
        "continues on another thread",
        "Leave ConfigureAwait(false) out of grains and of the code that calls them"
    );
    internal static readonly OutsideKind Thread = new("a thread", "the simulation does not schedule", Stay);
    internal static readonly OutsideKind Pool = new("the thread pool", "the simulation does not schedule", Stay);
    internal static readonly OutsideKind Token = new(
        "a cancellation token",
        "another thread or the machine's clock cancelled",
        "Cancel it from code of the run, or make its source with a delay and an injected TimeProvider"
    );
    internal static readonly OutsideKind Unknown = new(
        "something",
        "another thread completed",
        "Have the code of a grain or of the client complete it"
    );

    internal bool IsIo => Why == IoWhy;

    internal static OutsideKind Io(string name) =>
        new(name, IoWhy, "Put it behind a service that the simulation registers an in-memory one for");

    private static string Lower(string text) => char.ToLowerInvariant(text[0]) + text[1..];
}
