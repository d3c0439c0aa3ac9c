using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace SvaOrleans.Console.Tests.Generations;

/// <summary>As much of a source tree as new-generation and what comes after it need, with a program of its own in it; compiles the grains
/// in memory.</summary>
internal sealed class SourceTree : IDisposable
{
    private const string GlobalUsings = """
        global using SvaOrleans.Model.Words;
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using Orleans;
        global using Orleans.Runtime;
        [assembly: System.Reflection.AssemblyVersion("0.1.0.0")]
        """;

    private static readonly CSharpParseOptions Language = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    private const string Generations = "Grains/Generations";

    private readonly TemporaryFolder _folder = new();

    public SourceTree()
    {
        _folder.Write("SvaOrleans.sln", "");
        foreach (var path in Directory.GetFiles(Path.Combine(Sva.Root, Generations), "*.cs", SearchOption.AllDirectories))
        {
            var copy = At(Path.GetRelativePath(Sva.Root, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }

        Directory.CreateDirectory(At("scenarios/races"));
    }

    public string Root => _folder.Path;

    public string At(string path) => Path.Combine(Root, path);

    public string[] Files(string below) =>
        [
            .. Directory
                .GetFiles(At(below), "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>The files of generations that the real tree does not have.</summary>
    public string[] Made() => [.. Files("Grains").Where(static path => !File.Exists(Path.Combine(Sva.Root, path)))];

    public SvaResult Run(params string[] args)
    {
        if (!Directory.Exists(At("program")))
        {
            Directory.CreateDirectory(At("program"));
            foreach (
                var file in Directory
                    .GetFiles(AppContext.BaseDirectory)
                    .Where(static file => Path.GetExtension(file) is "" or ".exe" or ".dll" or ".json")
            )
            {
                File.Copy(file, At("program/" + Path.GetFileName(file)));
            }
        }

        return Sva.RunIn(At("program"), Root, args);
    }

    /// <summary>Compiles the real grains with the generations of this tree, and gives the result to the program.</summary>
    /// <returns>What the compiler says of the tree's own files, unneeded usings included.</returns>
    public string[] Compile()
    {
        var own = Made().Select(At);
        var real = Directory.GetFiles(Path.Combine(Sva.Root, "Grains"), "*.cs", SearchOption.AllDirectories);
        var compilation = CSharpCompilation.Create(
            "SvaOrleans.Grains",
            [
                CSharpSyntaxTree.ParseText(GlobalUsings, Language),
                .. real.Concat(own).Select(static path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), Language, path)),
            ],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Where(static path => IsReferenced(Path.GetFileName(path)))
                .Select(static path => MetadataReference.CreateFromFile(path)),
            new(
                OutputKind.DynamicallyLinkedLibrary,
                optimizationLevel: OptimizationLevel.Release,
                checkOverflow: true,
                nullableContextOptions: NullableContextOptions.Enable
            )
        );
        CSharpGeneratorDriver
            .Create(OrleansGenerators())
            .WithUpdatedParseOptions(Language)
            .RunGeneratorsAndUpdateCompilation(compilation, out var full, out _);
        var said = full.GetDiagnostics();
        var wrong = said.Where(static finding => finding.Severity == DiagnosticSeverity.Error).Select(static finding => finding.ToString());
        Assert.Empty(wrong);
        using (var file = File.Create(At("program/SvaOrleans.Grains.dll")))
        {
            Assert.True(full.Emit(file).Success);
        }

        return
        [
            .. said.Where(finding => finding.Location.SourceTree?.FilePath.StartsWith(Root, StringComparison.Ordinal) == true)
                .Select(static finding => finding.ToString()),
        ];
    }

    // What the project of the grains refers to, of ours; else Orleans' generator takes every assembly here for a part of the program.
    private static bool IsReferenced(string file) =>
        file is "SvaOrleans.Model.dll" or "SvaOrleans.Interfaces.dll"
        || !(
            file.StartsWith("SvaOrleans.", StringComparison.Ordinal)
            || file is "sva.dll"
            || file.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)
        );

    private static ISourceGenerator[] OrleansGenerators()
    {
        var path = typeof(SourceTree)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(static data => data.Key == "OrleansCodeGenerator")
            .Value!;
        return
        [
            .. AssemblyLoadContext
                .Default.LoadFromAssemblyPath(path)
                .GetTypes()
                .Where(static type => type is { IsAbstract: false } && type.IsDefined(typeof(GeneratorAttribute), inherit: false))
                .Select(static type =>
                    Activator.CreateInstance(type) switch
                    {
                        IIncrementalGenerator generator => generator.AsSourceGenerator(),
                        var generator => (ISourceGenerator)generator!,
                    }
                ),
        ];
    }

    public void Dispose() => _folder.Dispose();
}
