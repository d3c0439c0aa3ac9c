using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SvaOrleans.House.Tests.Rules;

/// <summary>A type stays short, counted over all its parts.</summary>
internal static class Types
{
    public const int LinesMax = 500;

    public static IEnumerable<Offender> TooLong(Tree tree) =>
        from part in tree.ProductSources.SelectMany(path => Parts(tree, path))
        group part by part.Name into type
        let lines = type.Sum(static part => part.Lines)
        where lines > LinesMax
        select new Offender(type.Key, $"{lines} lines in {string.Join(", ", type.Select(static part => part.Path).Distinct())}");

    private static IEnumerable<(string Name, string Path, int Lines)> Parts(Tree tree, string path) =>
        from declaration in tree.Syntax(path)
            .DescendantNodes(static node => node is not BaseTypeDeclarationSyntax)
            .OfType<BaseTypeDeclarationSyntax>()
        let space = declaration.Ancestors().OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString()
        let arity = (declaration as TypeDeclarationSyntax)?.TypeParameterList?.Parameters.Count
        select (
            $"{space}.{declaration.Identifier}{(arity is null ? "" : $"`{arity}")}",
            path,
            declaration.ToFullString().Trim().Split('\n').Length
        );
}
