using System.Xml.Linq;

namespace SvaOrleans.Client.Setup;

/// <summary>The Orleans packages that the build asks for, and which of them NuGet has on this machine.</summary>
internal sealed class OrleansPackages
{
    private const string Prefix = "Microsoft.Orleans.";

    private static readonly string[] Folders = ["Interfaces", "Grains", "Silo", "Client", "tests", "eng"];

    private OrleansPackages(string version, IReadOnlyList<string> present, IReadOnlyList<string> missing)
    {
        Version = version;
        Present = present;
        Missing = missing;
    }

    /// <summary>Their version.</summary>
    public string Version { get; }

    /// <summary>Those that NuGet has unpacked here.</summary>
    public IReadOnlyList<string> Present { get; }

    /// <summary>Those that it has not; it would ask its package sources for them.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>Looks.</summary>
    /// <param name="repository">Whose packages.</param>
    public static OrleansPackages Look(Repository repository)
    {
        // Only what the build refers to counts: a version may be listed centrally before any project needs it.
        var references = Folders
            .Select(folder => Path.Combine(repository.Root, folder)).Where(Directory.Exists)
            .SelectMany(static folder => Directory.EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories))
            .Append(Path.Combine(repository.Root, "Directory.Build.targets"))
            .SelectMany(static file => XDocument.Load(file).Descendants("PackageReference"))
            .Select(static reference => (string?)reference.Attribute("Include") ?? "")
            .Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal));
        var names = new SortedSet<string>(references, StringComparer.Ordinal);
        var version = XDocument.Load(Path.Combine(repository.Root, "Directory.Packages.props")).Descendants("OrleansVersion").First().Value;
        var folder = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        bool IsHere(string name) => Directory.Exists(Path.Combine(folder, LowerCase(name), version));
        return new(version, [.. names.Where(IsHere)], [.. names.Where(name => !IsHere(name))]);
    }

#pragma warning disable CA1308 // NuGet's folders are lower case.
    private static string LowerCase(string name) => name.ToLowerInvariant();
#pragma warning restore CA1308
}
