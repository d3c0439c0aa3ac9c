using System.Text.RegularExpressions;

namespace SvaOrleans.House.Tests.Rules;

/// <summary>What must not be in the project: places of one machine, what a build makes, and notes to oneself.</summary>
internal static partial class Strangers
{
    // Recorded on other machines: what stands in these is theirs.
    private static readonly string[] Recorded = ["tests/data/", "scenarios/data/"];

    private static readonly string[] Made =
    [
        ".dll",
        ".exe",
        ".pdb",
        ".so",
        ".nupkg",
        ".user",
        ".log",
        ".trx",
        ".tmp",
        ".bak",
        ".orig",
        ".rej",
        ".swp",
    ];

    public static IEnumerable<string> Places(Tree tree) =>
        from path in tree.Paths
        where !IsRecorded(path) && !IsPicture(path)
        from line in tree.Lines(path).Index()
        let place = Place().Match(line.Item)
        where place.Success
        select $"{path}:{line.Index + 1}: {place.Value}";

    public static IEnumerable<string> Binaries(Tree tree) =>
        tree.Paths.Where(path =>
            Made.Contains(Path.GetExtension(path)) || (!IsRecorded(path) && !IsPicture(path) && tree.Bytes(path).Contains((byte)0))
        );

    public static IEnumerable<string> Notes(Tree tree) => tree.Paths.Where(static path => Note().IsMatch(Path.GetFileName(path)));

    // What the pages look like is shown on the page that tells of them, and only there.
    private static bool IsPicture(string path) =>
        path.StartsWith("docs/images/", StringComparison.Ordinal) && path.EndsWith(".png", StringComparison.Ordinal);

    private static bool IsRecorded(string path) => Recorded.Any(folder => path.StartsWith(folder, StringComparison.Ordinal));

    // Folders of a person's or a build machine's own; what every Linux has, such as /dev/null and /sys, is fine.
    [GeneratedRegex(@"(?<![\w./:*-])/(srv|root|work|home|Users|mnt|opt/build)/[\w.-]+|[A-Z]:\\Users\\\w+")]
    private static partial Regex Place();

    [GeneratedRegex(@"^(todo|plan|planning|notes?|scratch|wip|handover|progress|status)\b.*\.(md|txt)$", RegexOptions.IgnoreCase)]
    private static partial Regex Note();
}
