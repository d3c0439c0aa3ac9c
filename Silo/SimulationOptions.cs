namespace SvaOrleans.Silo;

/// <summary>The options of a simulation in this process.</summary>
public sealed class SimulationOptions
{
    /// <summary>The engine.</summary>
    public EngineKind Engine { get; init; } = Engines.Chosen;

    /// <summary>The seed of the scheduler's choices; null takes steps oldest first. Only the simulated engine has a choice.</summary>
    public ulong? Seed { get; init; }

    /// <summary>The number of silos.</summary>
    public int Silos { get; init; } = 1;

    /// <summary>On Orleans: how many times faster than modelled time drivers sleep.</summary>
    public long ClockScale { get; init; } = 1_000;

    /// <summary>Whether every event is kept until it is taken; otherwise only warnings, violations and verdicts are.</summary>
    public bool KeepsEvents { get; init; } = true;

    /// <summary>Whether calls are counted, for pages. Orleans always counts them.</summary>
    public bool CountsCalls { get; init; }
}
