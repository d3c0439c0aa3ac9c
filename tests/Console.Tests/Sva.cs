using System.Diagnostics;

namespace SvaOrleans.Console.Tests;

/// <summary>The output and exit code of a run of the built program.</summary>
internal sealed record SvaResult(int ExitCode, string Out, string Error)
{
    public string[] Lines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Runs the program as a user does: as a process of its own.</summary>
internal static class Sva
{
    public static string Root { get; } = FindRoot();

    public static string Scenarios => Path.Combine(Root, "scenarios");

    /// <summary>The races in which a driver breaks its contract, which no protocol survives.</summary>
    public static readonly string[] RacesOfDrivers = ["d9-unbind-in-mm-exit", "r6-lock-held-over-shutdown", "r7-last-put-with-the-lock"];

    private static readonly string[] Folders = ["machines", "tour", "worked"];

    /// <summary>The shipped scenarios that are run, not explored, by the name of their file.</summary>
    public static string[] ShippedScenarios =>
        [
            .. Folders
                .SelectMany(static folder => Directory.GetFiles(Path.Combine(Scenarios, folder), "*.yaml"))
                .OrderBy(static file => Path.GetFileName(file), StringComparer.Ordinal),
        ];

    /// <summary>The path of a shipped scenario, in any folder.</summary>
    public static string Shipped(string file) => ShippedScenarios.Single(path => Path.GetFileName(path) == file);

    public static SvaResult Run(params string[] args) => RunWith(null, args);

    public static SvaResult RunWith(string? input, params string[] args) => RunWith(input, new Dictionary<string, string>(), args);

    public static SvaResult RunWith(string? input, IReadOnlyDictionary<string, string> environment, params string[] args) =>
        RunIn(AppContext.BaseDirectory, Root, input, environment, args);

    /// <summary>Runs another copy of the program, somewhere else.</summary>
    public static SvaResult RunIn(string program, string folder, string[] args) =>
        RunIn(program, folder, null, new Dictionary<string, string>(), args);

    /// <summary>Runs a line of a shell.</summary>
    public static SvaResult RunShell(string line) => Start("/bin/sh", Root, null, new Dictionary<string, string>(), ["-c", line]);

    private static SvaResult RunIn(
        string program,
        string folder,
        string? input,
        IReadOnlyDictionary<string, string> environment,
        string[] args
    ) => Start(Path.Combine(program, OperatingSystem.IsWindows() ? "sva.exe" : "sva"), folder, input, environment, args);

    private static SvaResult Start(
        string file,
        string folder,
        string? input,
        IReadOnlyDictionary<string, string> environment,
        string[] args
    )
    {
        var start = new ProcessStartInfo(file, args)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        };
        start.Environment.Remove("COLUMNS");
        start.Environment["SVA_ENGINE"] =
            start.Environment.TryGetValue("SVA_ENGINE", out var engine) && engine is { Length: > 0 } ? engine : "simulated";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (input is not null)
        {
            process.StandardInput.Write(input);
        }

        process.StandardInput.Close();
        process.WaitForExit();
        return new(process.ExitCode, output.Result, error.Result);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "SvaOrleans.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("the tests are not inside the source folder");
    }
}

/// <summary>A folder that goes when the test ends.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("sva-console-").FullName;

    public string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    public string Write(string name, byte[] bytes)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
