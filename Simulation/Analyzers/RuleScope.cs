using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace SvaOrleans.Simulation.Analyzers;

/// <summary>Which code the rules are for: grain classes and what is nested in them, or, where a project asks for it, all code.</summary>
/// <remarks>A project asks by <c>sva_deterministic_scope = assembly</c> in its .editorconfig.</remarks>
internal static class RuleScope
{
    internal static bool Covers(OperationAnalysisContext context) =>
        IsOfGrain(context.ContainingSymbol) || IsAssembly(context.Options, context.Operation.Syntax.SyntaxTree);

    internal static bool Covers(SymbolAnalysisContext context) =>
        IsOfGrain(context.Symbol)
        || (context.Symbol.Locations.FirstOrDefault()?.SourceTree is { } tree && IsAssembly(context.Options, tree));

    private static bool IsOfGrain(ISymbol symbol)
    {
        for (var type = symbol as INamedTypeSymbol ?? symbol.ContainingType; type is not null; type = type.ContainingType)
        {
            if (GrainTypes.IsGrainClass(type))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAssembly(AnalyzerOptions options, SyntaxTree tree) =>
        options.AnalyzerConfigOptionsProvider.GetOptions(tree).TryGetValue("sva_deterministic_scope", out var scope)
        && string.Equals(scope, "assembly", StringComparison.OrdinalIgnoreCase);
}
