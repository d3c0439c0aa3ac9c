using System.Globalization;
using System.Reflection;
using System.Runtime;
using System.Runtime.InteropServices;
using SvaOrleans.Silo;
using SvaOrleans.Silo.Settings;

namespace SvaOrleans.Client.Setup;

/// <summary>Checks of this installation: the SDK, the engines, the machine, and the engine of each verb.</summary>
/// <param name="Findings">The checks, in order.</param>
/// <param name="Verbs">Verbs, and the engine that each would use.</param>
internal sealed record SetupChecks(IReadOnlyList<Finding> Findings, IReadOnlyList<(string Verb, string Engine)> Verbs)
{
    private const int SdkMajorNeeded = 10;

    // These repeat runs, which only the deterministic engine can.
    private static readonly string[] DeterministicVerbs = ["explore", "replay", "shrink"];

    private const string Both = $"{nameof(EngineKind.Simulated)} and {nameof(EngineKind.Orleans)}";

    private static readonly string[] ConsolePackages = ["System.CommandLine", "Spectre.Console", "YamlDotNet"];

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsSound => Findings.All(static finding => finding.Fault is null);

    /// <summary>Looks at everything.</summary>
    /// <param name="verbs">The verbs that run a simulation.</param>
    /// <param name="cancel">Ends it early.</param>
    public static async Task<SetupChecks> Make(IReadOnlyList<string> verbs, CancellationToken cancel)
    {
        var repository = Repository.Find();
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        Finding[] findings =
        [
            new("sva", Version(Assembly.GetExecutingAssembly())),
            await LookAtSdk(repository, cancel),
            new("runtime", RuntimeInformation.FrameworkDescription),
            new("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}"),
            LookAtEngine(),
            new("Orleans", Version(typeof(Orleans.Grain).Assembly)),
            new("processors", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)),
            new("memory", string.Create(CultureInfo.InvariantCulture, $"{memory / 1048576.0 / 1024.0:0.0} GiB")),
            new("server GC", GCSettings.IsServerGC ? "on" : "off"),
            new("open files allowed", OpenFilesAllowed()),
            .. ConsolePackages.Select(static name => new Finding("package " + name, Version(Assembly.Load(name)))),
            new("built", repository is null ? "-" : Built(repository)),
        ];
        return new(findings, [.. verbs.Select(static verb => (verb, EngineOf(verb)))]);
    }

    private static async Task<Finding> LookAtSdk(Repository? repository, CancellationToken cancel)
    {
        const string name = ".NET SDK";
        var version = "";
        try
        {
            await new Sdk(repository?.Root ?? Environment.CurrentDirectory).Run(
                ["--version"],
                new Dictionary<string, string?>(),
                line => version = version.Length == 0 ? line.Trim() : version,
                cancel
            );
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return new(name, "not found", "install the .NET 10 SDK (https://dot.net)");
        }

        return
            int.TryParse(version.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) && major >= SdkMajorNeeded
            ? new(name, version)
            : new(name, version, $"the .NET {SdkMajorNeeded} SDK is needed (https://dot.net)");
    }

    private static Finding LookAtEngine()
    {
        const string name = "engine of ordinary verbs";
        try
        {
            return new(
                name,
                $"{Engines.Chosen}{(Environment.GetEnvironmentVariable(Engines.Variable) is { Length: > 0 } ? $": as --engine or {Engines.Variable} says" : "")}"
            );
        }
        catch (SiloSettingsException wrong)
        {
            return new(name, "unknown", wrong.Message);
        }
    }

    private static string Version(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+', ' ')[0].TrimEnd('.')
        ?? assembly.GetName().Version?.ToString()
        ?? "unknown";

    private static string OpenFilesAllowed()
    {
        const string limits = "/proc/self/limits",
            name = "Max open files";
        var line = File.Exists(limits)
            ? File.ReadLines(limits).FirstOrDefault(static line => line.StartsWith(name, StringComparison.Ordinal))
            : null;
        return line?[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "unknown";
    }

    private static string Built(Repository repository)
    {
        var folder = Path.Combine(repository.Artifacts, "bin", "Client", "release");
        return File.Exists(Path.Combine(folder, "sva.dll")) ? repository.Relative(folder) : "nothing yet";
    }

    private static string EngineOf(string verb) =>
        DeterministicVerbs.Contains(verb) ? nameof(EngineKind.Simulated)
        : verb == "bench" ? Both
        : Environment.GetEnvironmentVariable(Engines.Variable) is { Length: > 0 } asked && Engines.Parse(asked) is { } engine
            ? engine.ToString()
        : verb == "test" ? Both
        : nameof(EngineKind.Orleans);
}
