using System.Text.RegularExpressions;

namespace SvaOrleans.House.Tests.Rules;

/// <summary>What must not be in the project: places of one machine, what a build makes, work put off, files of no project.</summary>
internal static partial class Contents
{
    // Recorded on other machines: their text is not ours.
    private static readonly string[] Recorded = ["tests/data/", "scenarios/data/"];

    private static readonly string[] Extensions =
    [
        ".cs",
        ".csproj",
        ".css",
        ".csharpierignore",
        ".editorconfig",
        ".gitignore",
        ".html",
        ".js",
        ".json",
        ".md",
        ".png",
        ".proj",
        ".props",
        ".service",
        ".sh",
        ".sln",
        ".sql",
        ".targets",
        ".txt",
        ".yaml",
    ];

    private static readonly string[] RecordedExtensions = [".c", ".gz", ".sql", ".strace", ".txt", ".yaml"];

    // Scripts that are typed, so that they have no extension.
    private static readonly string[] Scripts = ["sva", ".ci/run"];

    public static IEnumerable<string> Places(Tree tree) =>
        from path in tree.Paths
        where Tree.IsUnder(path, "docs/") || Tree.IsUnder(path, "scenarios/")
        where !IsRecorded(path) && !IsPicture(path)
        from line in tree.Lines(path).Index()
        let place = Place().Match(line.Item)
        where place.Success
        select $"{path}:{line.Index + 1}: {place.Value}";

    public static IEnumerable<string> Unexpected(Tree tree) =>
        from path in tree.Paths
        let known = IsRecorded(path) ? RecordedExtensions : Extensions
        let why = !known.Contains(Path.GetExtension(path)) && !Scripts.Contains(path) ? "no extension that the project has"
        : IsRecorded(path) || IsPicture(path) ? null
        : tree.Bytes(path).Contains((byte)0) ? "not text"
        : tree.Text(path).Trim().Length == 0 ? "empty"
        : null
        where why is not null
        select $"{path} ({why})";

    /// <summary>Code that no project compiles.</summary>
    public static IEnumerable<string> Uncompiled(Tree tree)
    {
        var projects = tree.Projects.Select(static path => path[..(path.LastIndexOf('/') + 1)]).ToArray();
        var included = tree.Paths.Where(static path => path.EndsWith(".targets", StringComparison.Ordinal)).Select(tree.Text).ToArray();
        return tree.Sources.Where(path =>
            !projects.Any(project => Tree.IsUnder(path, project))
            && !included.Any(text => text.Contains(path.Split('/')[^2] + "/*.cs", StringComparison.Ordinal))
        );
    }

    public static IEnumerable<string> PutOff(Tree tree) =>
        from path in tree.Paths
        where !IsRecorded(path) && !IsPicture(path) && !Tree.IsUnder(path, "tests/House.Tests/")
        from line in tree.Lines(path).Index()
        let marker = Marker().Match(line.Item)
        where marker.Success
        select $"{path}:{line.Index + 1}: {marker.Value}";

    private static bool IsPicture(string path) => Tree.IsUnder(path, "docs/images/") && path.EndsWith(".png", StringComparison.Ordinal);

    private static bool IsRecorded(string path) => Recorded.Any(folder => Tree.IsUnder(path, folder));

    // Folders of a person or of a build machine; every Linux has /dev/null and /sys.
    [GeneratedRegex(@"(?<![\w./:*-])/(srv|root|work|home|Users|mnt|opt/build)/[\w.-]+|[A-Z]:\\Users\\\w+")]
    private static partial Regex Place();

    [GeneratedRegex(@"\b(TODO|FIXME|XXX|HACK)\b")]
    private static partial Regex Marker();
}
