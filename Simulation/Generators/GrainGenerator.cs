using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace SvaOrleans.Simulation.Generators;

/// <summary>Emits references and requests for the grain interfaces of a project, and the list of its interfaces and classes.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class GrainGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<InterfaceModel> interfaces = context.SyntaxProvider.CreateSyntaxProvider(
                static (node, _) => node is InterfaceDeclarationSyntax { BaseList: not null },
                static (c, cancel) => c.SemanticModel.GetDeclaredSymbol(c.Node, cancel) is INamedTypeSymbol type && GrainReader.IsGrainInterface(type)
                    ? GrainReader.ReadInterface(type)
                    : null)
            .Where(static model => model is not null)!;
        IncrementalValuesProvider<ClassModel> classes = context.SyntaxProvider.CreateSyntaxProvider(
                static (node, _) => node is ClassDeclarationSyntax { BaseList: not null },
                static (c, cancel) => c.SemanticModel.GetDeclaredSymbol(c.Node, cancel) is INamedTypeSymbol type && GrainReader.IsGrainClass(type)
                    ? GrainReader.ReadClass(type)
                    : null)
            .Where(static model => model is not null)!;

        context.RegisterSourceOutput(interfaces.Collect().SelectMany(static (all, _) => all.Distinct()), static (output, model) =>
            output.AddSource($"{model.SafeName}.g.cs", SourceText.From(InterfaceEmitter.Emit(model), Encoding.UTF8)));
        context.RegisterSourceOutput(
            interfaces.Collect().Combine(classes.Collect()).Combine(context.CompilationProvider.Select(static (c, _) => c.AssemblyName ?? string.Empty)),
            static (output, all) => EmitModule(output, all.Left.Left, all.Left.Right, all.Right));
    }

    private static void EmitModule(
        SourceProductionContext output, ImmutableArray<InterfaceModel> interfaces, ImmutableArray<ClassModel> classes, string assembly)
    {
        if (interfaces.IsEmpty && classes.IsEmpty)
        {
            return;
        }

        output.AddSource("GrainModule.g.cs", SourceText.From(ModuleEmitter.Emit(assembly, interfaces.Distinct(), classes.Distinct()), Encoding.UTF8));
    }
}
