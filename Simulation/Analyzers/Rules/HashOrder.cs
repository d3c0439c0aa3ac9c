using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace SvaOrleans.Simulation.Analyzers.Rules;

/// <summary>Finds enumerations of hash tables: their order can differ between two runs of the same seed.</summary>
internal static class HashOrder
{
    // Their result does not depend on the order, or they sort.
    private static readonly ImmutableHashSet<string> Orderless = ImmutableHashSet.Create(
        "Count",
        "LongCount",
        "Any",
        "All",
        "Contains",
        "Sum",
        "Min",
        "Max",
        "Order",
        "OrderDescending",
        "OrderBy",
        "OrderByDescending",
        "ToDictionary",
        "ToHashSet",
        "ToImmutableSortedDictionary",
        "ToImmutableSortedSet",
        "SetEquals",
        "UnionWith",
        "ExceptWith",
        "IntersectWith",
        "Overlaps",
        "IsSubsetOf",
        "IsSupersetOf"
    );

    internal static void CheckLoop(OperationAnalysisContext context)
    {
        if (context.Operation is IForEachLoopOperation { Collection: var collection })
        {
            Check(context, Unwrap(collection));
        }
    }

    internal static void CheckSpread(OperationAnalysisContext context) =>
        Check(context, Unwrap(((ISpreadOperation)context.Operation).Operand));

    internal static void CheckConversion(OperationAnalysisContext context)
    {
        var conversion = (IConversionOperation)context.Operation;
        if (
            conversion.Type
                is not INamedTypeSymbol { TypeKind: TypeKind.Interface, Name: "IEnumerable" or "ICollection" or "IReadOnlyCollection" }
            || conversion.Parent is IForEachLoopOperation or ISpreadOperation
            || IsOrderless(conversion.Parent)
        )
        {
            return;
        }

        Check(context, conversion.Operand);
    }

    private static bool IsOrderless(IOperation? parent) =>
        parent is IArgumentOperation argument
        && argument.Parent switch
        {
            IInvocationOperation call => Orderless.Contains(call.TargetMethod.Name),
            IObjectCreationOperation { Type: { } type } => IsHashTable(type)
                || type.Name is "SortedSet" or "SortedDictionary" or "SortedList",
            _ => false,
        };

    private static IOperation Unwrap(IOperation operation) =>
        operation is IConversionOperation { IsImplicit: true } conversion ? conversion.Operand : operation;

    private static void Check(OperationAnalysisContext context, IOperation collection)
    {
        if (collection.Type is { } type && IsHashTable(type) && RuleScope.Covers(context))
        {
            context.ReportDiagnostic(
                Diagnostic.Create(
                    GrainRules.HashOrder,
                    collection.Syntax.GetLocation(),
                    type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)
                )
            );
        }
    }

    private static bool IsHashTable(ITypeSymbol type)
    {
        var outer = type.ContainingType ?? type as INamedTypeSymbol; // Dictionary.KeyCollection and ValueCollection
        return outer
                is {
                    Name: "Dictionary"
                        or "HashSet"
                        or "ConcurrentDictionary"
                        or "ImmutableDictionary"
                        or "ImmutableHashSet"
                        or "FrozenDictionary"
                        or "FrozenSet"
                }
            && outer.ContainingNamespace.ToDisplayString().StartsWith("System.Collections", StringComparison.Ordinal);
    }
}
