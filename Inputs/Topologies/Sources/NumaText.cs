using System.Globalization;
using SvaOrleans.Documents;
using SvaOrleans.Inputs.Topologies.Machines;

namespace SvaOrleans.Inputs.Topologies.Sources;

/// <summary>Reads <c>numa.txt</c>: <c>node0 cpulist=0-1 distance=10 20 memtotal=...</c>; lines about PCI buses are left out.</summary>
internal static class NumaText
{
    private const string Expected = "'node0 cpulist=0-1 distance=10 20 memtotal=514620 kB' or 'pci_bus 0000:00 cpulistaffinity=0-3'";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file's path.</param>
    /// <exception cref="InputException">Something in it is wrong.</exception>
    public static List<NumaNode> ReadFile(string path)
    {
        var nodes = new List<NumaNode>();
        foreach (var line in SourceLines.Read(path, Expected))
        {
            var words = line.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words[0] == "pci_bus")
            {
                continue;
            }

            if (!words[0].StartsWith("node", StringComparison.Ordinal) || !TryNumber(words[0][4..], out var number))
            {
                throw line.Wrong($"'{line.Value}' says nothing about a NUMA node", Expected);
            }

            if (nodes.Any(n => n.Node == number))
            {
                throw line.Wrong($"node {number} occurs twice", "each node once");
            }

            nodes.Add(new(number, Cpus(words), Distances(line, words)));
        }

        return nodes;
    }

    private static string Cpus(string[] words)
    {
        var word = words.FirstOrDefault(w => w.StartsWith("cpulist=", StringComparison.Ordinal));
        return word is null ? "" : word["cpulist=".Length..];
    }

    private static List<int> Distances(Found<string> line, string[] words)
    {
        var distances = new List<int>();
        var at = Array.FindIndex(words, w => w.StartsWith("distance=", StringComparison.Ordinal));
        for (var i = at; i >= 0 && i < words.Length; i++)
        {
            var text = i == at ? words[i]["distance=".Length..] : words[i];
            if (text.Contains('=', StringComparison.Ordinal))
            {
                break;
            }

            distances.Add(TryNumber(text, out var distance) ? distance : throw line.Wrong($"'{text}' is no distance", Expected));
        }

        return distances;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= 1 << 20;
}
