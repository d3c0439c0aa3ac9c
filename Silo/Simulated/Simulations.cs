namespace SvaOrleans.Silo;

/// <summary>Starts simulations on the engine that this build is for.</summary>
public static class Simulations
{
    /// <summary>The engine that this build is for.</summary>
    public const string Engine = "Simulated";

    /// <summary>Starts a simulation in this process.</summary>
    /// <param name="options">How.</param>
    public static Task<ILocalSimulation> Create(SimulationOptions options) => Task.FromResult<ILocalSimulation>(new EngineSimulation(options));
}
