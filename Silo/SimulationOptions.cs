namespace SvaOrleans.Silo;

/// <summary>How a simulation is run in this process.</summary>
public sealed class SimulationOptions
{
    /// <summary>The engine.</summary>
    public EngineKind Engine { get; init; } = Engines.Chosen;

    /// <summary>The seed of the scheduler's choices; null takes steps oldest first. Only the simulated engine has a choice.</summary>
    public ulong? Seed { get; init; }

    /// <summary>How many silos there are.</summary>
    public int Silos { get; init; } = 1;

    /// <summary>On a cluster: how many times faster than modelled time drivers sleep.</summary>
    public long ClockScale { get; init; } = 1_000;

    /// <summary>Whether every event is kept until it is taken; without, only warnings, violations and verdicts are.</summary>
    public bool KeepsEvents { get; init; } = true;

    /// <summary>Whether calls are counted, for pages. Only the simulated engine has a choice.</summary>
    public bool CountsCalls { get; init; }
}
