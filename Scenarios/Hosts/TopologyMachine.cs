using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Silo;

namespace SvaOrleans.Scenarios.Hosts;

/// <summary>A host that is a topology file and nothing else.</summary>
internal static class TopologyMachine
{
    /// <summary>Reads it.</summary>
    /// <param name="path">A topology file, the folder of an export, or lspci text.</param>
    /// <exception cref="Documents.InputException">There is no such thing, or something in it is wrong.</exception>
    public static HostSpec Read(string path)
    {
        var topology = TopologyPath.Open(path).Apply();
        return TopologyHost.Make(
            topology,
            NameOf(path),
            KernelGenerations.Known[0],
            HostSettings.Default,
            new SortedDictionary<string, string>(StringComparer.Ordinal),
            []
        );
    }

    // Of a file its own name; of the exports' folders, which are all called like what they hold, theirs.
    private static string NameOf(string path)
    {
        var name = Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        var plain = string.Concat(
            name.ToLowerInvariant().Select(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' ? letter : '-')
        );
        return plain.Length == 0 ? "host" : plain;
    }
}
