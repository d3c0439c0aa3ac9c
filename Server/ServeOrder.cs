using SvaOrleans.Silo;

namespace SvaOrleans.Server;

/// <summary>The options of a cluster to start.</summary>
public sealed class ServeOrder
{
    /// <summary>The most silos that one server starts.</summary>
    public const int SilosMax = 64;

    /// <summary>The engine.</summary>
    public EngineKind Engine { get; init; } = Engines.Chosen;

    /// <summary>The number of silos.</summary>
    public int Silos { get; init; } = 2;

    /// <summary>The seed of the scheduler's choices; null takes steps oldest first. Only the simulated engine has a choice.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Settings that override file and environment, as pairs: <c>--SvaOrleans:Serve:Port</c>, <c>0</c>.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];
}
