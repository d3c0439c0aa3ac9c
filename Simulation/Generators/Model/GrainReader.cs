using System.Text;
using Microsoft.CodeAnalysis;

namespace SvaOrleans.Simulation.Generators;

/// <summary>Reads grain interfaces and classes from symbols.</summary>
internal static class GrainReader
{
    private static readonly SymbolDisplayFormat s_full = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    internal static bool IsGrainInterface(INamedTypeSymbol type) =>
        type.TypeKind == TypeKind.Interface && type.AllInterfaces.Any(i => i.ToDisplayString() == "Orleans.Runtime.IAddressable")
        && !type.ContainingNamespace.ToDisplayString().StartsWith("Orleans", System.StringComparison.Ordinal);

    internal static bool IsGrainClass(INamedTypeSymbol type) =>
        type.TypeKind == TypeKind.Class && type.AllInterfaces.Any(i => i.ToDisplayString() == "Orleans.IGrainBase");

    internal static InterfaceModel? ReadInterface(INamedTypeSymbol type)
    {
        if (type.IsGenericType || !IsReachable(type))
        {
            return null;
        }

        List<MethodModel> methods = [];
        foreach (IMethodSymbol method in AllMethods(type))
        {
            if (ReadMethod(method) is not { } model)
            {
                return null;
            }

            methods.Add(model);
        }

        return new InterfaceModel(type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat), SafeName(type), new EquatableList<MethodModel>(methods));
    }

    internal static ClassModel? ReadClass(INamedTypeSymbol type) =>
        type.IsAbstract || type.IsGenericType || !IsReachable(type) ? null : new ClassModel(type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat));

    internal static IEnumerable<IMethodSymbol> AllMethods(INamedTypeSymbol type) =>
        type.AllInterfaces.Reverse().Append(type).SelectMany(i => i.GetMembers()).OfType<IMethodSymbol>()
            .Where(m => !m.IsStatic && m.MethodKind == MethodKind.Ordinary && m.IsAbstract);

    /// <summary>Why a method cannot be a grain method, or null.</summary>
    internal static string? WhyUnsupported(IMethodSymbol method)
    {
        if (method.IsGenericMethod)
        {
            return "it is generic";
        }

        if (method.Parameters.Any(p => p.RefKind != RefKind.None))
        {
            return "it has a ref, in or out parameter";
        }

        return KindOf(method) is null ? "it does not return Task, Task<T>, ValueTask or ValueTask<T>" : null;
    }

    /// <summary>Whether generated code of the same assembly can name the type.</summary>
    internal static bool IsReachable(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? at = type; at is not null; at = at.ContainingType)
        {
            if (at.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal or Accessibility.ProtectedOrInternal) || at.IsFileLocal)
            {
                return false;
            }
        }

        return true;
    }

    private static MethodModel? ReadMethod(IMethodSymbol method)
    {
        if (WhyUnsupported(method) is not null)
        {
            return null;
        }

        INamedTypeSymbol returned = (INamedTypeSymbol)method.ReturnType;
        string result = returned.IsGenericType ? returned.TypeArguments[0].ToDisplayString(s_full) : string.Empty;
        List<string> traits = [];
        string? timeout = null;
        foreach (AttributeData attribute in method.GetAttributes())
        {
            switch (attribute.AttributeClass?.ToDisplayString())
            {
                case "Orleans.Concurrency.AlwaysInterleaveAttribute":
                    traits.Add("AlwaysInterleave");
                    break;
                case "Orleans.Concurrency.ReadOnlyAttribute":
                    traits.Add("ReadOnly");
                    break;
                case "Orleans.Concurrency.OneWayAttribute":
                    traits.Add("OneWay");
                    break;
                case "Orleans.ResponseTimeoutAttribute":
                    timeout = attribute.ConstructorArguments.FirstOrDefault().Value as string;
                    break;
            }
        }

        const string Traits = "global::SvaOrleans.Simulation.CallTraits.";
        return new MethodModel(
            method.Name,
            method.ContainingType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            KindOf(method)!.Value,
            result,
            new EquatableList<ParameterModel>(method.Parameters.Select(ReadParameter)),
            traits.Count == 0 ? Traits + "None" : string.Join(" | ", traits.Select(t => Traits + t)),
            timeout);
    }

    private static ParameterModel ReadParameter(IParameterSymbol parameter) => new(
        parameter.Type.ToDisplayString(s_full),
        parameter.Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
        parameter.Type.ToDisplayString() == "System.Threading.CancellationToken",
        parameter.Type.IsUnmanagedType || parameter.Type.SpecialType == SpecialType.System_String
        || parameter.GetAttributes().Any(a => a.AttributeClass?.ToDisplayString() == "Orleans.ImmutableAttribute"));

    private static ReturnKind? KindOf(IMethodSymbol method) => method.ReturnType.OriginalDefinition.ToDisplayString() switch
    {
        "System.Threading.Tasks.Task" => ReturnKind.Task,
        "System.Threading.Tasks.Task<TResult>" => ReturnKind.TaskOf,
        "System.Threading.Tasks.ValueTask" => ReturnKind.ValueTask,
        "System.Threading.Tasks.ValueTask<TResult>" => ReturnKind.ValueTaskOf,
        _ => null,
    };

    private static string SafeName(INamedTypeSymbol type)
    {
        StringBuilder name = new();
        foreach (char c in type.ToDisplayString())
        {
            name.Append(char.IsLetterOrDigit(c) ? c : '_');
        }

        return name.ToString();
    }
}
