using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace SvaOrleans.Simulation.Analyzers.Rules;

/// <summary>Finds what would break determinism in grain classes.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class GrainAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [
        GrainRules.ReferenceByKey,
        GrainRules.ChangingStatic,
        GrainRules.HashOrder,
        GrainRules.AttributeOnClass,
        GrainRules.OffScheduler,
        GrainRules.WallClock,
        GrainRules.Chance,
        GrainRules.LeavesActivation,
        GrainRules.RealTimer,
        GrainRules.Blocks,
    ];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSymbolAction(CheckType, SymbolKind.NamedType);
        context.RegisterSymbolAction(CheckField, SymbolKind.Field);
        context.RegisterSymbolAction(CheckProperty, SymbolKind.Property);
        context.RegisterOperationAction(CheckInvocation, OperationKind.Invocation);
        context.RegisterOperationAction(MachineUse.CheckInvocation, OperationKind.Invocation);
        context.RegisterOperationAction(MachineUse.CheckProperty, OperationKind.PropertyReference);
        context.RegisterOperationAction(MachineUse.CheckCreation, OperationKind.ObjectCreation);
        context.RegisterOperationAction(HashOrder.CheckLoop, OperationKind.Loop);
        context.RegisterOperationAction(HashOrder.CheckConversion, OperationKind.Conversion);
        context.RegisterOperationAction(HashOrder.CheckSpread, OperationKind.Spread);
    }

    private static void CheckType(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (!GrainTypes.IsGrainClass(type))
        {
            return;
        }

        foreach (var method in type.GetMembers().OfType<IMethodSymbol>())
        {
            if (method.GetAttributes().FirstOrDefault(IsInterleaving) is { } attribute)
            {
                Report(
                    context,
                    GrainRules.AttributeOnClass,
                    method,
                    attribute.AttributeClass!.Name.Replace("Attribute", string.Empty),
                    method.Name
                );
            }
        }
    }

    private static bool IsInterleaving(AttributeData attribute) =>
        attribute.AttributeClass is { Name: "AlwaysInterleaveAttribute" or "ReadOnlyAttribute" or "OneWayAttribute" } type
        && type.ContainingNamespace.ToDisplayString() == "Orleans.Concurrency";

    private static void CheckField(SymbolAnalysisContext context)
    {
        var field = (IFieldSymbol)context.Symbol;
        if (
            RuleScope.Covers(context)
            && field is { IsStatic: true, IsConst: false, IsReadOnly: false, IsImplicitlyDeclared: false }
            && field.ContainingType.TypeKind != TypeKind.Enum
        )
        {
            Report(context, GrainRules.ChangingStatic, field, field.Name);
        }
    }

    private static void CheckProperty(SymbolAnalysisContext context)
    {
        var property = (IPropertySymbol)context.Symbol;
        var isAutomatic = property
            .ContainingType.GetMembers()
            .OfType<IFieldSymbol>()
            .Any(f => SymbolEqualityComparer.Default.Equals(f.AssociatedSymbol, property));
        if (property is { IsStatic: true, SetMethod: not null } && isAutomatic && RuleScope.Covers(context))
        {
            Report(context, GrainRules.ChangingStatic, property, property.Name);
        }
    }

    private static void CheckInvocation(OperationAnalysisContext context)
    {
        var invocation = (IInvocationOperation)context.Operation;
        var method = invocation.TargetMethod;
        var type = method.ContainingType.ToDisplayString();
        if (
            method.Name == "GetGrain"
            && type is "Orleans.IGrainFactory" or "Orleans.GrainFactoryExtensions"
            && method.Parameters[0].Type.ToDisplayString() != "Orleans.Runtime.GrainId"
        )
        {
            if (!context.ContainingSymbol.ContainingNamespace.ToDisplayString().Contains("Grains.Kernel"))
            {
                context.ReportDiagnostic(
                    Diagnostic.Create(
                        GrainRules.ReferenceByKey,
                        invocation.Syntax.GetLocation(),
                        method.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)
                    )
                );
            }
        }

        if (
            method.ContainingNamespace?.ToDisplayString() == "System.Threading.Tasks"
            && (method.Name == "ContinueWith" || (method.Name == "StartNew" && method.ContainingType.Name == "TaskFactory"))
            && RuleScope.Covers(context)
        )
        {
            context.ReportDiagnostic(
                Diagnostic.Create(GrainRules.OffScheduler, invocation.Syntax.GetLocation(), method.ContainingType.Name + "." + method.Name)
            );
        }
    }

    private static void Report(SymbolAnalysisContext context, DiagnosticDescriptor rule, ISymbol symbol, params object[] arguments) =>
        context.ReportDiagnostic(Diagnostic.Create(rule, symbol.Locations.FirstOrDefault(), arguments));
}
