using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SvaOrleans.House.Tests.Rules;

/// <summary>A type is found by its name: the namespace is the folder, and a file name occurs once in the product.</summary>
internal static class Namespaces
{
    // Folders that hold projects and are no part of their names.
    private static readonly string[] Shelves = ["tests/", "samples/", "bench/"];

    // The compiler looks for this type in its own namespace.
    private static readonly string[] Given = ["Simulation/Analyzers/IsExternalInit.cs"];

    public static IEnumerable<Offender> NotTheFolder(Tree tree) =>
        from path in tree.Sources
        where !Given.Contains(path)
        let expected = Of(path)
        let syntax = tree.Syntax(path)
        from found in syntax
            .Members.OfType<BaseNamespaceDeclarationSyntax>()
            .Select(static space => space.Name.ToString())
            .Concat(syntax.Members.OfType<BaseTypeDeclarationSyntax>().Take(1).Select(static _ => "no namespace"))
        where found != expected
        select new Offender(Offender.Room(path), $"{path}: {found}, expected {expected}");

    public static IEnumerable<Offender> NamedTwice(Tree tree) =>
        from path in tree.ProductSources
        group path by path[(path.LastIndexOf('/') + 1)..] into sameName
        where sameName.Count() > 1
        select new Offender(sameName.Key, string.Join(", ", sameName));

    public static string Of(string path)
    {
        var folder = path[..Math.Max(path.LastIndexOf('/'), 0)];
        var shelf = Shelves.FirstOrDefault(shelf => path.StartsWith(shelf, StringComparison.Ordinal)) ?? "";
        var name = folder[Math.Min(shelf.Length, folder.Length)..].Replace('/', '.');
        return shelf == "samples/" ? name : $"SvaOrleans.{name}";
    }
}
