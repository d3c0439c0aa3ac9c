using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Silo;

/// <summary>The default engine of a process.</summary>
public static class Engines
{
    /// <summary>The environment variable that names the engine.</summary>
    public const string Variable = "SVA_ENGINE";

    /// <summary>The engine that the environment names; Orleans if it names none.</summary>
    /// <exception cref="SiloSettingsException">The variable names no engine.</exception>
    public static EngineKind Chosen =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } name
            ? Parse(name) ?? throw new SiloSettingsException($"{Variable} is {Model.Quoting.Quoted.Of(name)}; expected {Names}")
            : EngineKind.Orleans;

    /// <summary>The names, for messages.</summary>
    public static string Names => "orleans or simulated";

    /// <summary>Finds an engine by its name.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <returns>The engine; null if there is no such name.</returns>
    public static EngineKind? Parse(string name) =>
        name.Equals(nameof(EngineKind.Orleans), StringComparison.OrdinalIgnoreCase) ? EngineKind.Orleans
        : name.Equals(nameof(EngineKind.Simulated), StringComparison.OrdinalIgnoreCase) ? EngineKind.Simulated
        : null;
}
