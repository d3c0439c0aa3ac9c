using System.Globalization;
using System.Reflection;
using System.Runtime;
using System.Runtime.InteropServices;
using SvaOrleans.Client.Setup;
using SvaOrleans.Silo;

namespace SvaOrleans.Client.Doctor;

/// <summary>What is here: the SDK, the engines, the machine, and what each verb would use.</summary>
/// <param name="Findings">What was looked at, in order.</param>
/// <param name="Verbs">Verbs, and the engine that each would use.</param>
/// <param name="Packages">The Orleans packages; null where nothing is known of them.</param>
internal sealed record Examination(IReadOnlyList<Finding> Findings, IReadOnlyList<(string Verb, string Engine)> Verbs, OrleansPackages? Packages)
{
    private const int SdkMajorNeeded = 10;

    // These repeat runs, which only the deterministic engine can.
    private static readonly string[] DeterministicVerbs = ["explore", "replay", "shrink"];

    private static readonly string[] ConsolePackages = ["System.CommandLine", "Spectre.Console", "YamlDotNet"];

    /// <summary>Whether nothing is wrong.</summary>
    public bool IsSound => Findings.All(static finding => finding.Fault is null);

    /// <summary>Looks at everything.</summary>
    /// <param name="verbs">The verbs that run a simulation.</param>
    /// <param name="cancel">Ends it early.</param>
    public static async Task<Examination> Make(IReadOnlyList<string> verbs, CancellationToken cancel)
    {
        var repository = Repository.Find();
        var choice = repository is null ? new(null, null, "the program lies outside of its repository") : EngineChoice.Read(repository);
        var packages = repository is null ? null : OrleansPackages.Look(repository);
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        Finding[] findings =
        [
            new("sva", Version(Assembly.GetExecutingAssembly())),
            await LookAtSdk(repository, cancel),
            new("runtime", RuntimeInformation.FrameworkDescription),
            new("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}"),
            new("engine of this build", Simulations.Engine),
            new("engine of ordinary verbs", $"{choice.Ordinary}: {(choice.Asked is null ? choice.Reason : "as SVA_ENGINE says")}"),
            LookAtPackages(choice, packages),
            new("processors", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)),
            new("memory", string.Create(CultureInfo.InvariantCulture, $"{memory / 1048576.0 / 1024.0:0.0} GiB")),
            new("server GC", GCSettings.IsServerGC ? "on" : "off"),
            new("open files allowed", OpenFilesAllowed()),
            .. ConsolePackages.Select(static name => new Finding("package " + name, Version(Assembly.Load(name)))),
            new("built", repository is null ? "-" : Built(repository)),
        ];
        return new(findings, [.. verbs.Select(verb => (verb, EngineOf(verb, choice)))], packages);
    }

    private static async Task<Finding> LookAtSdk(Repository? repository, CancellationToken cancel)
    {
        const string name = ".NET SDK";
        var version = "";
        try
        {
            await new Sdk(repository?.Root ?? Environment.CurrentDirectory).Run(["--version"], new Dictionary<string, string?>(), line => version = version.Length == 0 ? line.Trim() : version, cancel);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return new(name, "not found", "install the .NET 10 SDK (https://dot.net)");
        }

        return int.TryParse(version.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major) && major >= SdkMajorNeeded
            ? new(name, version)
            : new(name, version, $"the .NET {SdkMajorNeeded} SDK is needed (https://dot.net)");
    }

    private static Finding LookAtPackages(EngineChoice choice, OrleansPackages? packages)
    {
        const string name = "Orleans packages";
        if (packages is null)
        {
            return new(name, "unknown");
        }

        var all = packages.Present.Count + packages.Missing.Count;
        var value = string.Create(CultureInfo.InvariantCulture, $"{packages.Version}: {packages.Present.Count} of {all} here");
        if (packages.Missing.Count > 0)
        {
            value += $", missing {string.Join(", ", packages.Missing)}";
        }

        return choice.Ordinary == EngineChoice.Orleans && choice.Asked is not null && choice.Answer == EngineChoice.Simulated
            ? new(name, value, $"Orleans is asked for, but {choice.Reason}; ./sva --engine auto looks again")
            : new(name, value);
    }

    private static string Version(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? assembly.GetName().Version?.ToString() ?? "unknown";

    private static string OpenFilesAllowed()
    {
        const string limits = "/proc/self/limits", name = "Max open files";
        var line = File.Exists(limits) ? File.ReadLines(limits).FirstOrDefault(static line => line.StartsWith(name, StringComparison.Ordinal)) : null;
        return line?[name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "unknown";
    }

    private static string Built(Repository repository)
    {
        string[] programs = [.. new[] { EngineChoice.Simulated, EngineChoice.Orleans }
            .Select(engine => Path.Combine(repository.Artifacts, engine, "bin", "Client", "release"))
            .Where(static folder => File.Exists(Path.Combine(folder, "sva.dll")))
            .Select(repository.Relative)];
        return programs.Length == 0 ? "nothing yet" : string.Join(", ", programs);
    }

    private static string EngineOf(string verb, EngineChoice choice) =>
        DeterministicVerbs.Contains(verb) ? EngineChoice.Simulated
        : verb != "test" ? choice.Ordinary
        : choice.Asked ?? (choice.HasOrleans ? $"{EngineChoice.Simulated} and {EngineChoice.Orleans}" : EngineChoice.Simulated);
}
