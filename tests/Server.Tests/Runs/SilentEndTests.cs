using System.Diagnostics;

namespace SvaOrleans.Server.Tests.Runs;

/// <summary>A run in its own process, on the engine that is tested, ends without a word on standard error: its silos go in silence.</summary>
public sealed class SilentEndTests
{
    [Theory]
    [InlineData("worked/w2-kill.yaml")]
    [InlineData("worked/w6-repeat-bind.yaml")]
    public async Task A_run_that_passes_says_nothing_of_its_end(string scenario)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "sva.dll"), "run", Path.Combine(Root(), "scenarios", scenario), "--quiet"]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } dotnet)
        {
            start.FileName = dotnet;
        }

        using var process = Process.Start(start)!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.Equal("", said[1]);
        Assert.StartsWith("passed", said[0], StringComparison.Ordinal);
        Assert.Equal(0, process.ExitCode);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "SvaOrleans.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("the tests are not inside the source folder");
        }

        return folder.FullName;
    }
}
