using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SvaOrleans.House.Tests;

/// <summary>The files of the project: the real ones, or made-up ones that break a rule. Paths are relative, with slashes.</summary>
internal sealed class Tree
{
    private static readonly string[] Unkept = ["artifacts", "bin", "obj", ".git", ".vs", ".idea", "TestResults"];

    private readonly SortedDictionary<string, Lazy<byte[]>> _files = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, CompilationUnitSyntax> _syntax = [];

    public static string Root { get; } = FindRoot();

    public static Tree Real { get; } = OfFolder(Root);

    public IEnumerable<string> Paths => _files.Keys;

    public IEnumerable<string> Projects => Paths.Where(static path => path.EndsWith(".csproj", StringComparison.Ordinal));

    public IEnumerable<string> Pages => Paths.Where(static path => path.EndsWith(".md", StringComparison.Ordinal));

    public IEnumerable<string> Sources => Paths.Where(static path => path.EndsWith(".cs", StringComparison.Ordinal));

    public IEnumerable<string> ProductSources => Sources.Where(static path => !IsUnder(path, "tests/") && !IsUnder(path, "samples/"));

    public static Tree Of(params (string Path, string Text)[] files)
    {
        var tree = new Tree();
        foreach (var (path, text) in files)
        {
            tree._files.Add(path, new(() => System.Text.Encoding.UTF8.GetBytes(text)));
        }

        return tree;
    }

    public bool Has(string path) =>
        _files.ContainsKey(path) || Paths.Any(file => file.StartsWith(path.TrimEnd('/') + "/", StringComparison.Ordinal));

    public byte[] Bytes(string path) => _files[path].Value;

    public string Text(string path) => System.Text.Encoding.UTF8.GetString(Bytes(path));

    public string[] Lines(string path) => Text(path).Split('\n');

    public CompilationUnitSyntax Syntax(string path) =>
        _syntax.GetOrAdd(path, static (path, tree) => SyntaxFactory.ParseCompilationUnit(tree.Text(path)), this);

    public static bool IsUnder(string path, string folder) => path.StartsWith(folder, StringComparison.Ordinal);

    private static Tree OfFolder(string root)
    {
        var tree = new Tree();
        foreach (var path in Tracked(root) ?? Walk(root, ""))
        {
            if (File.Exists(Path.Combine(root, path)))
            {
                tree._files.Add(path, new(() => File.ReadAllBytes(Path.Combine(root, path))));
            }
        }

        return tree;
    }

    // The files of version control; without it, every file outside the folders that a build makes.
    private static string[]? Tracked(string root)
    {
        try
        {
            var start = new ProcessStartInfo("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            {
                WorkingDirectory = root,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            _ = error.Result;
            return process.ExitCode == 0 && output.Length > 0
                ? [.. output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Distinct()]
                : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static IEnumerable<string> Walk(string root, string folder)
    {
        foreach (var path in Directory.EnumerateFiles(Path.Combine(root, folder)))
        {
            yield return folder + Path.GetFileName(path);
        }

        foreach (var below in Directory.EnumerateDirectories(Path.Combine(root, folder)).Select(Path.GetFileName).Except(Unkept))
        {
            foreach (var path in Walk(root, $"{folder}{below}/"))
            {
                yield return path;
            }
        }
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
