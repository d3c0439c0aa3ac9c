using System.Diagnostics;

namespace SvaOrleans.Console.Tests;

/// <summary>The project that compiles the console ahead of time.</summary>
public sealed class AheadTests
{
    /// <summary>NUGET_PACKAGES may name the folder of packages with a slash at its end, or without.</summary>
    [Theory]
    [InlineData("/some/packages")]
    [InlineData("/some/packages/")]
    public async Task The_compiler_is_a_file_of_the_folder_of_packages(string packages)
    {
        using var process = Process.Start(
            new ProcessStartInfo(
                Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
                ["msbuild", Path.Combine(Sva.Root, "eng/Ahead.proj"), "-getProperty:Compiler", "-p:NuGetPackageRoot=" + packages]
            )
            {
                RedirectStandardOutput = true,
            }
        )!;
        var compiler = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(0, process.ExitCode);
        Assert.StartsWith("/some/packages/microsoft.netcore.app.crossgen2.", compiler, StringComparison.Ordinal);
    }
}
