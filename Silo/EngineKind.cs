namespace SvaOrleans.Silo;

/// <summary>What runs the grains.</summary>
public enum EngineKind
{
    /// <summary>Silos of Orleans: clusters, failures, storage.</summary>
    Orleans,

    /// <summary>The deterministic engine: one thread, virtual time, every choice from a strategy; runs that repeat.</summary>
    Simulated,
}
