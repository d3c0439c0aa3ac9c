using System.Globalization;
using SvaOrleans.Inputs.Topologies.Machines;
using SvaOrleans.Model.Quoting;

namespace SvaOrleans.Inputs.Topologies.Sources;

/// <summary>Reads <c>lspci -t</c> text, with or without -v: which bridge has which buses below it.</summary>
/// <remarks><c>-[0000:00]-+-00.0  Name</c>, <c>           +-03.0-[01-06]----00.0  Name</c>: a branch continues below its sign.</remarks>
internal sealed class TreeText
{
    private const string Expected = "lspci -tv text such as '-[0000:00]-+-03.0-[01-06]----00.0  Name'";
    private readonly SortedDictionary<int, (uint Segment, byte Bus)?> _branches = [];

    /// <summary>Buses below each bridge.</summary>
    public List<Found<(Bdf Bridge, BridgeBuses Buses)>> Bridges { get; } = [];

    /// <summary>Whether a line is one of the tree.</summary>
    /// <param name="line">The line.</param>
    public static bool IsTree(string line)
    {
        var text = line.AsSpan().TrimStart(" |");
        return text.StartsWith("-[") || text.StartsWith("-+-") || text.StartsWith("+-") || text.StartsWith("\\-");
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file's path.</param>
    public static TreeText ReadFile(string path)
    {
        var tree = new TreeText();
        foreach (var line in SourceLines.Read(path, Expected))
        {
            tree.Take(IsTree(line.Value) ? line : throw line.Wrong($"'{Quoted.Of(line.Value.Trim())}' is no branch of a tree", Expected));
        }

        return tree;
    }

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line.</param>
    public void Take(Found<string> line)
    {
        var text = line.Value;
        (uint Segment, byte Bus)? bus = null;
        Bdf? last = null;
        var isFirst = true;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case ' ' or '|' when isFirst:
                case '-':
                    break;
                case '+' or '\\':
                    if (isFirst && !_branches.TryGetValue(i, out bus))
                    {
                        throw line.Wrong($"the branch at column {i + 1} begins nowhere", Expected);
                    }

                    _branches[i] = bus;
                    break;
                case '[':
                    bus = TakeBuses(line, text, ref i, bus, last);
                    last = null;
                    break;
                default:
                    if (bus is not { } on || !TryFunction(text, ref i, on, out last))
                    {
                        // The name.
                        return;
                    }

                    break;
            }

            isFirst &= text[i] is ' ' or '|';
        }
    }

    private (uint Segment, byte Bus)? TakeBuses(Found<string> line, string text, ref int i, (uint Segment, byte Bus)? bus, Bdf? bridge)
    {
        var close = text.IndexOf(']', i);
        var inside = close < 0 ? "" : text[(i + 1)..close];
        i = close < 0 ? text.Length - 1 : close;
        var colon = inside.IndexOf(':', StringComparison.Ordinal);
        var segment = bus?.Segment ?? 0;
        if (
            colon >= 0
            && !uint.TryParse(inside.AsSpan(0, colon), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out segment)
        )
        {
            throw line.Wrong($"'[{Quoted.Of(inside)}]' is no bus", Expected);
        }

        var numbers = inside[(colon + 1)..].Split('-');
        if (numbers.Length > 2 || !TryByte(numbers[0], out var first) || !TryByte(numbers[^1], out var lastBus))
        {
            throw line.Wrong($"'[{Quoted.Of(inside)}]' is no bus", Expected);
        }

        if (bridge is { } above)
        {
            Bridges.Add(line.With((above, new BridgeBuses(first, lastBus))));
        }

        return (segment, first);
    }

    private static bool TryFunction(string text, ref int i, (uint Segment, byte Bus) bus, out Bdf? function)
    {
        function = null;
        if (
            i + 4 > text.Length
            || text[i + 2] != '.'
            || !TryByte(text.Substring(i, 2), out var device)
            || device > 31
            || text[i + 3] is < '0' or > '7'
            || (i + 4 < text.Length && text[i + 4] is not (' ' or '-'))
        )
        {
            return false;
        }

        function = new Bdf(bus.Segment, bus.Bus, device, (byte)(text[i + 3] - '0'));
        if (i + 4 < text.Length && text[i + 4] == ' ')
        {
            i = text.Length - 1;
        }
        else
        {
            i += 3;
        }

        return true;
    }

    private static bool TryByte(string text, out byte value) =>
        byte.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value) && text.Length == 2;
}
