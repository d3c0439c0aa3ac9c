using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using SvaOrleans.Simulation.Analyzers.Rules;

namespace SvaOrleans.Analyzers.Tests;

/// <summary>A snippet compiled against Orleans, with the analyzer run over it.</summary>
internal sealed class Compiled
{
    private Compiled(Compilation compilation, ImmutableArray<Diagnostic> findings)
    {
        Compilation = compilation;
        Findings = findings;
    }

    internal Compilation Compilation { get; }

    internal ImmutableArray<Diagnostic> Findings { get; }

    internal string Ids => string.Join(" ", Findings.Select(f => f.Id));

    internal static Compiled From(string body, string space = "Probe", bool asksForNaming = true, bool isWhole = true)
    {
        var code =
            $"""
                using System;
                using System.Collections.Generic;
                using System.Linq;
                using System.Threading;
                using System.Threading.Tasks;
                using Orleans;
                using Orleans.Concurrency;
                using Orleans.Runtime;
                namespace {space};

                """ + body;
        var bare = CSharpCompilation.Create(
            "Probe",
            [CSharpSyntaxTree.ParseText(code, new CSharpParseOptions(LanguageVersion.Latest))],
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
                .Split(Path.PathSeparator)
                .Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable,
                specificDiagnosticOptions: asksForNaming ? [KeyValuePair.Create("SVA0001", ReportDiagnostic.Error)] : []
            )
        );
        Assert.Empty(bare.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
        return new Compiled(
            bare,
            bare.WithAnalyzers([new GrainAnalyzer()], new AnalyzerOptions([], new Options(isWhole)))
                .GetAnalyzerDiagnosticsAsync()
                .GetAwaiter()
                .GetResult()
        );
    }

    /// <summary>What an .editorconfig says.</summary>
    private sealed class Options(bool isWhole) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(false);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Values(isWhole);

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

        private sealed class Values(bool isWhole) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
            {
                value = isWhole && key == "sva_deterministic_scope" ? "assembly" : null;
                return value is not null;
            }
        }
    }
}
