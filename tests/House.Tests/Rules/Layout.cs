using System.Diagnostics;
using System.Reflection;

namespace SvaOrleans.House.Tests.Rules;

/// <summary>CSharpier decides how code and project files are laid out. One process checks the whole folder.</summary>
internal static class Layout
{
    public const string Command = "dotnet tool install -g csharpier --version 1.3.0; csharpier format .";

    private static readonly string Program = typeof(Layout)
        .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(static metadata => metadata.Key == "CSharpier")
        .Value!;

    public static IEnumerable<string> NotLaidOut(string folder)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Program, "check", "."])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd().Split('\n');
        process.WaitForExit();
        var found = errors
            .Where(static line => line.StartsWith("Error ", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ToArray();
        return process.ExitCode == 0 || found.Length > 0
            ? found
            : [$"CSharpier ended with {process.ExitCode}: {output.Result}{string.Join('\n', errors)}"];
    }
}
