using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Silo;

/// <summary>Which engine a process uses where nothing else is said.</summary>
public static class Engines
{
    /// <summary>The environment's variable that names it.</summary>
    public const string Variable = "SVA_ENGINE";

    /// <summary>What the environment says; Orleans when it says nothing.</summary>
    /// <exception cref="SiloSettingsException">It names no engine.</exception>
    public static EngineKind Chosen =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } name
            ? Parse(name) ?? throw new SiloSettingsException($"{Variable} is {Model.Quoting.Quoted.Of(name)}; expected {Names}")
            : EngineKind.Orleans;

    /// <summary>The names, for messages.</summary>
    public static string Names => "orleans or simulated";

    /// <summary>The engine of a name.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <returns>The engine, or null for no such name.</returns>
    public static EngineKind? Parse(string name) =>
        name.Equals(nameof(EngineKind.Orleans), StringComparison.OrdinalIgnoreCase) ? EngineKind.Orleans
        : name.Equals(nameof(EngineKind.Simulated), StringComparison.OrdinalIgnoreCase) ? EngineKind.Simulated
        : null;
}
