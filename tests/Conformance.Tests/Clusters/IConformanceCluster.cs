namespace SvaOrleans.Conformance.Tests.Clusters;

// A cluster of the engine that is tested (EngineUnderTest).
public interface IConformanceCluster : IAsyncDisposable
{
    // Runs client code often enough to mean something: once for each seed on the simulated engine, a number of times on Orleans.
    Task Run(Func<Stage, Task> program, Effort? effort = null);

    // The different results of client code, under each admission profile of the engine (on Orleans: its own).
    Task<IReadOnlyList<OutcomeSet>> Collect(Func<Stage, Task<string>> program, Effort effort);
}

public sealed record OutcomeSet(string Profile, IReadOnlyList<string> Results);

// How often to run: what is free on virtual time costs real time on Orleans.
public sealed record Effort(int Seeds, int Trials)
{
    public static Effort Gated { get; } = new(200, 20);

    public static Effort Timed { get; } = new(50, 1);

    public static Effort Racy { get; } = new(10_000, 1_000);
}

// A perishable cluster is one whose silos the tests kill: each run gets a new one.
// The request limit is Orleans' MaxRequestProcessingTime; the simulated engine has none.
// Configure is what the program under test says of its silos: the same on both engines.
public sealed record ClusterShape(
    int Silos = 1,
    bool HasFilters = false,
    bool IsPerishable = false,
    TimeSpan? RequestLimit = null,
    Action<ISiloBuilder>? Configure = null
);
