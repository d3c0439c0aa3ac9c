using System.Diagnostics;

namespace SvaOrleans.Server.Tests.Processes;

/// <summary>Runs lines of a shell in a folder of their own, in which <c>$SVA</c> is the program, and knows every process that they
/// start.</summary>
internal sealed class ShellRun : IAsyncDisposable
{
    private static readonly string[] Defaults = ["--default-signal=INT,HUP,PIPE"];

    private readonly string _mark = $"{Environment.ProcessId}-{Guid.NewGuid()}";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sva-shell-");

    /// <summary>The text of a file of the folder; null while there is none, or nothing in it.</summary>
    public string? Read(string file) =>
        Path.Combine(_folder.FullName, file) is var path && File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } text
            ? text
            : null;

    /// <summary>Makes a file that can be run.</summary>
    public string Write(string file, string text)
    {
        var path = Path.Combine(_folder.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }

    /// <summary>Starts a line.</summary>
    public Process Start(string line, params (string Name, string Value)[] environment) => Start(["/bin/sh", "-c", line], environment);

    /// <summary>Starts a program.</summary>
    public Process Start(string[] words, params (string Name, string Value)[] environment)
    {
        // Test hosts may ignore signals, and what they start would too.
        var start = new ProcessStartInfo("env", [.. Defaults, .. words])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.FullName,
        };
        start.Environment["SVA"] = UpProcess.Program;
        start.Environment["SVA_TEST_MARK"] = _mark;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>Runs a line to its end.</summary>
    /// <returns>What it wrote to standard output.</returns>
    public async Task<string> Run(string line, params (string Name, string Value)[] environment)
    {
        using var shell = Start(line, environment);
        shell.StandardInput.Close();
        var said = shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync().WaitAsync(UpProcess.Limit);
        return await said;
    }

    /// <summary>Waits until there is something in a file of the folder.</summary>
    public async Task<string> Written(string file)
    {
        await UpProcess.Eventually(() => Read(file) is not null, () => $"nothing was written to {file}: {Read("error")}");
        return Read(file)!;
    }

    /// <summary>Waits until no process is left.</summary>
    public Task Gone() =>
        UpProcess.Eventually(
            () => !Processes().Any(),
            () => $"still there: {string.Join(", ", Processes().Select(CommandOf))}; {Read("error")}"
        );

    /// <summary>The processes that are left, or those of one name.</summary>
    public IEnumerable<int> Processes(string? name = null) =>
        Directory
            .GetDirectories("/proc")
            .Select(static path => int.TryParse(Path.GetFileName(path), out var id) ? id : 0)
            .Where(id => id > 0 && IsMarked(id) && UpProcess.Lives(id) && (name is null || NameOf(id) == name));

    public async ValueTask DisposeAsync()
    {
        foreach (var id in Processes())
        {
            try
            {
                using var process = Process.GetProcessById(id);
                process.Kill();
                await process.WaitForExitAsync();
            }
            catch (ArgumentException)
            {
                // It has ended.
            }
        }

        _folder.Delete(recursive: true);
    }

    private static string NameOf(int id) => About(id, "comm").Trim();

    private static string CommandOf(int id) => $"{id} {About(id, "cmdline").Replace('\0', ' ')}";

    private static string About(int id, string file)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/{file}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is another's.
            return "";
        }
    }

    // Every started process has the mark in its environment, whichever its parent is by now.
    private bool IsMarked(int id) => About(id, "environ").Contains(_mark, StringComparison.Ordinal);
}
