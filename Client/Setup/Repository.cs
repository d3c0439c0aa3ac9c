using SvaOrleans.Documents;

namespace SvaOrleans.Client.Setup;

/// <summary>The folder that this program was built in.</summary>
internal sealed class Repository
{
    private const string SolutionName = "SvaOrleans.sln";

    private Repository(string root) => Root = root;

    /// <summary>The root, where <c>SvaOrleans.sln</c> lies.</summary>
    public string Root { get; }

    public string Solution => Path.Combine(Root, SolutionName);

    /// <summary>The folder of all build output.</summary>
    public string Artifacts => Path.Combine(Root, "artifacts");

    /// <summary>A folder that is known to be one.</summary>
    /// <param name="root">The folder of <c>SvaOrleans.sln</c>.</param>
    public static Repository At(string root) => new(root);

    /// <summary>Finds the repository in the folders above the program; null if the program was moved out of it.</summary>
    public static Repository? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, SolutionName)))
            {
                return new(folder.FullName);
            }
        }

        return null;
    }

    /// <summary>Finds the repository in the folders above the program.</summary>
    /// <param name="verb">The verb that needs it.</param>
    /// <exception cref="InputException">The program was moved away from where it was built.</exception>
    public static Repository Require(string verb) =>
        Find()
        ?? throw new InputException(
            $"sva {verb}",
            0,
            0,
            $"no {SolutionName} in any folder above the program",
            "a program that lies where it was built; ./sva does that"
        );

    /// <summary>A path as people want it: from the root on.</summary>
    public string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');
}
