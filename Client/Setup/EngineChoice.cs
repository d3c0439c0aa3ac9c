namespace SvaOrleans.Client.Setup;

/// <summary>Which engines can be used here, as far as is known: what was asked for, and what <c>./sva</c> has found out.</summary>
/// <param name="Asked">The engine that was asked for by name; null when the choice is free.</param>
/// <param name="Answer">The remembered answer of <c>./sva</c>: the engine that ordinary verbs use; null when it never asked.</param>
/// <param name="Reason">Why the answer is what it is.</param>
internal sealed record EngineChoice(string? Asked, string? Answer, string Reason)
{
    /// <summary>The deterministic engine.</summary>
    public const string Simulated = "Simulated";

    /// <summary>The cluster.</summary>
    public const string Orleans = "Orleans";

    /// <summary>Whether the Orleans packages can be had here.</summary>
    public bool HasOrleans => Answer == Orleans || Asked == Orleans;

    /// <summary>The engine that an ordinary verb uses.</summary>
    public string Ordinary => Asked ?? Answer ?? Simulated;

    /// <summary>Reads the environment and the remembered answer.</summary>
    /// <param name="repository">Where the answer is remembered.</param>
    public static EngineChoice Read(Repository repository)
    {
        var answer = Known(ReadLine(Path.Combine(repository.Artifacts, "engine")));
        var reason = ReadLine(Path.Combine(repository.Artifacts, "engine-reason"));
        return new(Known(Environment.GetEnvironmentVariable("SVA_ENGINE")), answer, reason ?? (answer is null ? "./sva has not looked yet" : "as artifacts/engine says"));
    }

    private static string? Known(string? name) => name?.Trim().ToUpperInvariant() switch
    {
        "SIMULATED" => Simulated,
        "ORLEANS" => Orleans,
        _ => null,
    };

    private static string? ReadLine(string path) => File.Exists(path) && File.ReadLines(path).FirstOrDefault() is { Length: > 0 } line ? line.Trim() : null;
}
