using System.Diagnostics;
using System.Text.Json;

namespace SvaOrleans.Client.Verbs;

/// <summary>Benchmarks on the engine that this process does not hold: no process holds both, so the other one's build measures itself.</summary>
internal static class OtherEngine
{
    /// <summary>How figures are written and read.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);

    /// <summary>Has the other engine measured, in a process of its own.</summary>
    /// <typeparam name="TFigures">What it prints.</typeparam>
    /// <param name="engine">This engine.</param>
    /// <param name="bench">The subject and its options.</param>
    /// <param name="cancel">Stops waiting for it.</param>
    /// <returns>Nothing when the other engine was not built, or could not measure.</returns>
    public static async Task<TFigures?> Measure<TFigures>(string engine, IReadOnlyList<string> bench, CancellationToken cancel)
        where TFigures : class
    {
        var other = engine == "Simulated" ? "Orleans" : "Simulated";
        var program = Path.Combine(
            AppContext.BaseDirectory.Replace($"{Path.DirectorySeparatorChar}{engine}{Path.DirectorySeparatorChar}", $"{Path.DirectorySeparatorChar}{other}{Path.DirectorySeparatorChar}", StringComparison.Ordinal),
            "sva.dll");
        if (!File.Exists(program) || program.StartsWith(AppContext.BaseDirectory, StringComparison.Ordinal) || Environment.ProcessPath is null)
        {
            return null;
        }

        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var argument in (string[])[program, "bench", .. bench, "--alone", "--json"])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var answer = await process.StandardOutput.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        return answer.StartsWith('{') ? JsonSerializer.Deserialize<TFigures>(answer, Json) : null;
    }
}
