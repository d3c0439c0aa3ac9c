namespace SvaOrleans.Silo;

/// <summary>The engine that runs the grains.</summary>
public enum EngineKind
{
    /// <summary>Orleans silos: clusters, failures, storage.</summary>
    Orleans,

    /// <summary>The deterministic engine: one thread, virtual time, every choice from a strategy; its runs repeat.</summary>
    Simulated,
}
