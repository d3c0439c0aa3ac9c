using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.Json;
using Spectre.Console;
using SvaOrleans.Client.Rendering;
using SvaOrleans.Silo;

namespace SvaOrleans.Client.Verbs;

/// <summary><c>sva doctor</c>: what is here, what works with it, and what is skipped and why.</summary>
internal static class DoctorVerb
{
    /// <summary>The verb.</summary>
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print the findings as JSON." };
        var verb = new Command("doctor", "Tell which engine runs, what is installed, what the limits are, and what is skipped and why.") { json };
        verb.SetAction(parsed => Tell(Findings(), parsed.GetValue(json)));
        return verb;
    }

    // Not the constant itself, which the compiler would take for the only engine there is.
    private static string Engine { get; } = Simulations.Engine;

    private static List<Finding> Findings()
    {
        var root = RepositoryRoot();
        var engine = Engine;
        List<Finding> findings =
        [
            new("sva", Version(Assembly.GetExecutingAssembly()), null),
            new("engine of this build", engine, engine == "Simulated" ? null : "verbs that need determinism use a build for the simulated engine"),
            new("runtime", RuntimeInformation.FrameworkDescription, null),
            new("SDK", Sdk(root), null),
            new("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}", null),
            new("processors", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture), null),
            new("memory", string.Create(CultureInfo.InvariantCulture, $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1 << 20):#,0} MiB"), null),
            new("open files allowed", OpenFilesAllowed(), null),
            new("source folder", root ?? "not found", root is null ? "the program was moved away from where it was built: sva test cannot run" : null),
        ];
        findings.AddRange(Packages());
        findings.Add(OrleansPackages(root));
        return findings;
    }

    private static Finding OrleansPackages(string? root)
    {
        if (Engine == "Orleans")
        {
            return new("Orleans packages", "restored", null);
        }

        var answer = root is null ? null : Path.Combine(root, "artifacts", "engine");
        var remembered = answer is not null && File.Exists(answer) ? File.ReadAllText(answer).Trim() : null;
        return remembered switch
        {
            "Orleans" => new("Orleans packages", "restored", "this build is for the simulated engine; ./sva builds for both"),
            "Simulated" => new("Orleans packages", "could not be restored", "tests of clusters and of conformance on Orleans are skipped; ./sva tries again when artifacts/engine is removed"),
            _ => new("Orleans packages", "never asked for", "./sva asks once and remembers the answer in artifacts/engine"),
        };
    }

    private static IEnumerable<Finding> Packages()
    {
        foreach (var name in (string[])["System.CommandLine", "Spectre.Console", "YamlDotNet"])
        {
            yield return new("package " + name, Version(Assembly.Load(name)), null);
        }
    }

    private static string Version(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? assembly.GetName().Version?.ToString() ?? "unknown";

    private static string Sdk(string? folder)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("dotnet", "--version")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = folder ?? "",
            });
            var version = process?.StandardOutput.ReadToEnd().Trim();
            process?.WaitForExit();
            return process is { ExitCode: 0 } && version is { Length: > 0 } ? version : "none that fits global.json";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "not found on the path";
        }
    }

    private static string OpenFilesAllowed()
    {
        const string Limits = "/proc/self/limits";
        if (!File.Exists(Limits))
        {
            return "unknown";
        }

        var line = File.ReadLines(Limits).FirstOrDefault(static line => line.StartsWith("Max open files", StringComparison.Ordinal));
        return line?["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "unknown";
    }

    private static string? RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "SvaOrleans.sln")))
            {
                return folder.FullName;
            }
        }

        return null;
    }

    private static void Tell(List<Finding> findings, bool isJson)
    {
        if (isJson)
        {
            using var stream = Console.OpenStandardOutput();
            using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
            json.WriteStartArray();
            foreach (var finding in findings)
            {
                json.WriteStartObject();
                json.WriteString("what", finding.What);
                json.WriteString("is", finding.Is);
                json.WriteString("note", finding.Note);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.Flush();
            stream.WriteByte((byte)'\n');
            return;
        }

        var table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        table.AddColumn("what");
        table.AddColumn("is");
        table.AddColumn("note");
        foreach (var finding in findings)
        {
            table.AddRow(Terminal.Plain(finding.What), Terminal.Plain(finding.Is), finding.Note is null ? "" : $"[yellow]{Terminal.Plain(finding.Note)}[/]");
        }

        Terminal.Console.Write(table);
    }

    private sealed record Finding(string What, string Is, string? Note);
}
