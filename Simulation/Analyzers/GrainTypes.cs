using Microsoft.CodeAnalysis;

namespace SvaOrleans.Simulation.Analyzers;

/// <summary>Tells grain interfaces and classes from other types.</summary>
internal static class GrainTypes
{
    internal static bool IsGrainInterface(INamedTypeSymbol type) =>
        type.TypeKind == TypeKind.Interface
        && type.AllInterfaces.Any(i => i.ToDisplayString() == "Orleans.Runtime.IAddressable")
        && !type.ContainingNamespace.ToDisplayString().StartsWith("Orleans", System.StringComparison.Ordinal);

    internal static bool IsGrainClass(INamedTypeSymbol type) =>
        type.TypeKind == TypeKind.Class
        && type.AllInterfaces.Any(static i =>
            i is { Name: "IGrainBase", ContainingNamespace: { Name: "Orleans", ContainingNamespace.IsGlobalNamespace: true } }
        );
}
