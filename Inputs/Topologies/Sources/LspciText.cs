using System.Globalization;
using System.Text.RegularExpressions;
using SvaOrleans.Documents;
using SvaOrleans.Inputs.Files;
using SvaOrleans.Inputs.Topologies.Files;
using SvaOrleans.Inputs.Topologies.Machines;
using SvaOrleans.Model.Quoting;

namespace SvaOrleans.Inputs.Topologies.Sources;

/// <summary>Reads <c>lspci -vvv</c> text (pciutils; with or without -nn, -D, -k, -x).</summary>
internal static partial class LspciText
{
    /// <summary>What the file should be, for messages.</summary>
    public const string Expected = "lspci -vvv text, where each function begins like '6a:01.0 System peripheral: ...'";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file's path.</param>
    /// <exception cref="InputException">It is no lspci text, or something in it is wrong.</exception>
    /// <param name="notes">What the text does not show.</param>
    public static List<LspciFunction> ReadFile(string path, SortedDictionary<TopologyNote, int> notes)
    {
        using var lines = new LineReader(InputFile.Open(path, Expected), path, Expected);
        var dressing = new TextDressing();
        var functions = Read(Whole(lines, path, dressing), path);
        Count(TopologyNote.LinesAround, dressing.LinesAround);
        Count(TopologyNote.CapabilitiesDenied, functions.Count(static f => f.CapabilitiesDenied));
        Count(TopologyNote.CapabilitiesByName, functions.Count(static f => f.Named != SharingCapabilities.None));
        Count(TopologyNote.WithoutDetails, functions.Count(static f => !f.HasDetails));
        Count(
            TopologyNote.PasidWidthZero,
            functions.Count(static f => f.Pasid is { WidthBits: 0 } && (f.Named & SharingCapabilities.Pasid) == 0)
        );
        Count(TopologyNote.IdsCut, functions.Count(static f => f.IdsCut));
        return functions;

        void Count(TopologyNote note, int count)
        {
            if (count > 0)
            {
                notes[note] = count;
            }
        }
    }

    /// <summary>Reads lines.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="path">The file's name.</param>
    public static List<LspciFunction> Read(IEnumerable<Found<string>> lines, string path)
    {
        var functions = new List<LspciFunction>();
        var seen = new SortedDictionary<Bdf, long>();
        var tree = new TreeText();
        var inTree = false;
        Found<int>? group = null;
        foreach (var found in lines)
        {
            var line = found;
            inTree = TreeText.IsTree(line.Value) && (inTree || line.Value[0] == '-');
            if (inTree)
            {
                // lspci -t above or below.
                tree.Take(line);
                continue;
            }

            if (GroupListing.TryHead(line.Value, out var number, out var member))
            {
                group = line.With(number);
                if (member.Length == 0)
                {
                    continue;
                }

                line = line.With(member);
            }
            else if (group is not null && GroupListing.Member(line.Value) is { } below)
            {
                line = line.With(below);
            }

            if (char.IsWhiteSpace(line.Value[0]))
            {
                var function =
                    functions.Count > 0 ? functions[^1] : throw line.Wrong("an indented line without a function before it", Expected);
                TakeDetail(function, line.With(line.Value.Trim()));
                continue;
            }

            if (HexDump().IsMatch(line.Value))
            {
                continue;
            }

            var begun = Begin(line);
            if (!seen.TryAdd(begun.Bdf.Value, line.Line))
            {
                throw line.Wrong($"function {begun.Bdf.Value} occurs again after line {seen[begun.Bdf.Value]}", "each function once");
            }

            begun.Group = group is { } listed ? line.With(listed.Value) : null;
            functions.Add(begun);
        }

        AddTree(functions, tree);
        return functions.Count > 0 ? functions : throw new InputException(path, 0, 0, "there is no PCI function in it", Expected);
    }

    /// <summary>Gives bridges the buses of a tree, where the text does not show them.</summary>
    /// <param name="functions">The functions.</param>
    /// <param name="tree">The tree.</param>
    /// <exception cref="InputException">The tree has a bridge that is not there, or other buses below it.</exception>
    public static void AddTree(List<LspciFunction> functions, TreeText tree)
    {
        if (tree.Bridges.Count == 0 || functions.Count == 0)
        {
            return;
        }

        var byBdf = functions.ToDictionary(static f => f.Bdf.Value);
        foreach (var bridge in tree.Bridges)
        {
            var (bdf, buses) = bridge.Value;
            if (!byBdf.TryGetValue(bdf, out var function))
            {
                throw bridge.Wrong($"the tree has a bridge {bdf} that is not in {functions[0].Bdf.File}", "texts taken from one machine");
            }

            if (function.Buses is { } known && known != buses)
            {
                throw bridge.Wrong(
                    $"bridge {bdf} has buses {buses.Secondary:x2}-{buses.Subordinate:x2} here, but {known.Secondary:x2}-{known.Subordinate:x2} in {function.Bdf.File}",
                    "texts taken from one machine"
                );
            }

            function.Buses = buses;
        }
    }

    private static IEnumerable<Found<string>> Whole(LineReader lines, string path, TextDressing dressing)
    {
        foreach (var line in SourceLines.Stream(lines, path, Expected, dressing))
        {
            if (lines.EndedInsideLine && !LooksWhole(line.Value))
            {
                throw line.Wrong($"the file ends within the line '{Quoted.Of(line.Value.Trim())}': it was cut off", Expected);
            }

            yield return line;
        }
    }

    /// <summary>
    /// Whether a last line without an end can be what lspci wrote: it is a function's first line, or ends as its lines do.
    /// </summary>
    private static bool LooksWhole(string line)
    {
        var text = line.Trim();
        return !char.IsWhiteSpace(line[0])
            || char.IsAsciiDigit(text[^1])
            || text[^1] is '+' or '-' or ')' or ']' or '>'
            || text.StartsWith("Kernel ", StringComparison.Ordinal)
            || text.StartsWith("IOMMU group: ", StringComparison.Ordinal);
    }

    private static LspciFunction Begin(Found<string> line)
    {
        var blank = line.Value.IndexOf(' ', StringComparison.Ordinal);
        if (blank < 0 || !Bdf.TryParse(line.Value[..blank], out var bdf))
        {
            throw line.Wrong($"'{Quoted.Of(line.Value)}' is no beginning of a function", Expected);
        }

        var function = new LspciFunction { Bdf = line.With(bdf) };
        var rest = line.Value[(blank + 1)..];
        if (rest.StartsWith('"'))
        {
            throw line.Wrong("this is the text of lspci -m, which has no capabilities", Expected);
        }

        var interfaceNumber = 0u;
        if (ProgIf().Match(rest) is { Success: true } progIf)
        {
            interfaceNumber = uint.Parse(progIf.Groups[1].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        }

        rest = Tail().Replace(rest, "").TrimEnd();
        if (Ids().Match(rest) is { Success: true } ids)
        {
            function.Ids = (Hex(ids.Groups[1].ValueSpan), Hex(ids.Groups[2].ValueSpan));
            rest = rest[..ids.Index].TrimEnd();
        }
        else if (CutIds().Match(rest) is { Success: true } cut)
        {
            // lspci has room for 127 characters.
            function.IdsCut = true;
            rest = rest[..cut.Index].TrimEnd();
        }

        SplitClass(function, rest, interfaceNumber);
        return function;
    }

    private static void SplitClass(LspciFunction function, string rest, uint interfaceNumber)
    {
        var colon = rest.IndexOf(": ", StringComparison.Ordinal);
        var className = (colon < 0 ? rest.TrimEnd(':') : rest[..colon]).Trim();
        function.Name = colon < 0 ? "" : rest[(colon + 2)..].Trim();
        ushort? code = null;
        if (ClassCode().Match(className) is { Success: true } match)
        {
            code = Hex(match.Groups[1].Success ? match.Groups[1].ValueSpan : match.Groups[2].ValueSpan);
            className = className[..match.Index].Trim();
        }

        function.ClassName = className;
        code ??= ClassNames.Code(className);
        function.Class = code is { } known ? ((uint)known << 8) | interfaceNumber : null;
    }

    private static void TakeDetail(LspciFunction function, Found<string> line)
    {
        var text = line.Value;
        function.HasDetails |=
            text.StartsWith("Control: ", StringComparison.Ordinal)
            || text.StartsWith("Flags: ", StringComparison.Ordinal)
            || text.StartsWith("Capabilities: ", StringComparison.Ordinal);
        if (After(text, "IOMMU group: ") is { } group)
        {
            function.Group = line.With(Decimal(line, group, "an IOMMU group's number"));
        }
        else if (After(text, "NUMA node: ") is { } node)
        {
            function.NumaNode = line.With(Decimal(line, node, "a NUMA node's number"));
        }
        else if (After(text, "Kernel driver in use: ") is { } driver)
        {
            function.Driver = driver.Trim();
        }
        else if (
            text.StartsWith("Bus: ", StringComparison.Ordinal)
            && Field(text, "secondary=") is { } secondary
            && Field(text, "subordinate=") is { } subordinate
        )
        {
            function.Buses = new(HexByte(line, secondary), HexByte(line, subordinate));
        }
        else if (text.StartsWith("Capabilities: ", StringComparison.Ordinal))
        {
            BeginCapability(function, text);
        }
        else
        {
            TakeCapability(function, line);
        }
    }

    private static void BeginCapability(LspciFunction function, string text)
    {
        if (text.EndsWith("<access denied>", StringComparison.Ordinal))
        {
            function.CapabilitiesDenied = true;
        }
        else if (text.EndsWith("Address Translation Service (ATS)", StringComparison.Ordinal) && function.Ats is null)
        {
            function.Named |= SharingCapabilities.Ats;
        }
        else if (text.EndsWith("Process Address Space ID (PASID)", StringComparison.Ordinal) && function.Pasid is null)
        {
            function.Named |= SharingCapabilities.Pasid;
        }
        else if (text.EndsWith("Page Request Interface (PRI)", StringComparison.Ordinal) && function.Pri is null)
        {
            function.Named |= SharingCapabilities.Pri;
        }
    }

    private static void TakeCapability(LspciFunction function, Found<string> line)
    {
        var text = line.Value;
        if (text.StartsWith("ATSC", StringComparison.Ordinal) && Has(function, function.Ats, SharingCapabilities.Ats))
        {
            // lspci prints the register's value in hexadecimal; 00 means 32.
            var ats = function.Ats ?? new(32, 0, Enabled: false);
            var depth = Field(text, "Invalidate Queue Depth: ") is { } printed
                ? HexByte(line, printed) & 31
                : ats.InvalidateQueueDepth & 31;
            var unit = Field(text, "Smallest Translation Unit: ") is { } stu ? HexByte(line, stu) & 31 : ats.SmallestTranslationUnit;
            function.Ats = ats with
            {
                InvalidateQueueDepth = depth == 0 ? 32 : depth,
                SmallestTranslationUnit = unit,
                Enabled = Flag(text, "Enable") ?? ats.Enabled,
            };
        }
        else if (text.StartsWith("PASIDCap:", StringComparison.Ordinal) && Has(function, function.Pasid, SharingCapabilities.Pasid))
        {
            // 0 is a width, too: that of a function that has PASID 0 only.
            var width = Field(text, "Max PASID Width: ") is { } printed ? HexByte(line, printed) : byte.MaxValue;
            function.Pasid =
                width <= Pasid.WidthMaxBits
                    ? new(width, Flag(text, "Exec") ?? false, Flag(text, "Priv") ?? false, function.Pasid?.Enabled ?? false)
                    : throw line.Wrong("this is no PASID width", $"hexadecimal 00 to {Pasid.WidthMaxBits:x2}");
        }
        else if (text.StartsWith("PASIDCtl:", StringComparison.Ordinal) && function.Pasid is { } controlled)
        {
            function.Pasid = controlled with { Enabled = Flag(text, "Enable") ?? false };
        }
        else if (text.StartsWith("PRICtl:", StringComparison.Ordinal) && Has(function, function.Pri, SharingCapabilities.Pri))
        {
            function.Pri = (function.Pri ?? new(0, 0, Enabled: false)) with { Enabled = Flag(text, "Enable") ?? false };
        }
        else if (
            text.StartsWith("Page Request Capacity: ", StringComparison.Ordinal) && Has(function, function.Pri, SharingCapabilities.Pri)
        )
        {
            function.Pri = (function.Pri ?? new(0, 0, Enabled: false)) with
            {
                Capacity = HexWord(line, Field(text, "Page Request Capacity: ")),
                Allocation = HexWord(line, Field(text, "Page Request Allocation: ")),
            };
        }
        else if (text.StartsWith("Initial VFs: ", StringComparison.Ordinal))
        {
            function.VirtualFunctions = new(
                Decimal(line, Field(text, "Number of VFs: "), "a number of VFs"),
                Decimal(line, Field(text, "Total VFs: "), "a number of VFs")
            );
        }
        else if (text.StartsWith("VF offset: ", StringComparison.Ordinal))
        {
            function.VirtualOffset = Decimal(line, Field(text, "VF offset: "), "a VF offset");
            function.VirtualStride = Decimal(line, Field(text, "stride: "), "a VF stride");
        }
    }

    /// <summary>Whether a function has a capability whose details follow.</summary>
    private static bool Has(LspciFunction function, object? capability, SharingCapabilities flag)
    {
        var isNamed = (function.Named & flag) != 0;
        function.Named &= ~flag;
        return isNamed || capability is not null;
    }

    private static string? After(string text, string label) =>
        text.StartsWith(label, StringComparison.Ordinal) ? text[label.Length..] : null;

    /// <summary>The text after a label, up to a comma or blank.</summary>
    private static string? Field(string text, string label)
    {
        var at = text.IndexOf(label, StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var value = text[(at + label.Length)..];
        var end = value.IndexOfAny([',', ' ']);
        return end < 0 ? value : value[..end];
    }

    private static bool? Flag(string text, string label)
    {
        var at = text.IndexOf(label, StringComparison.Ordinal);
        return at >= 0 && at + label.Length < text.Length
            ? text[at + label.Length] switch
            {
                '+' => true,
                '-' => false,
                _ => null,
            }
            : null;
    }

    private static int Decimal(Found<string> line, string? text, string expected) =>
        int.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= 1 << 20
            ? value
            : throw line.Wrong($"'{Quoted.Of(line.Value)}' has no such number", expected);

    private static byte HexByte(Found<string> line, string text) =>
        byte.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw line.Wrong($"'{text}' is no number", "two hexadecimal digits");

    private static uint HexWord(Found<string> line, string? text) =>
        uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw line.Wrong($"'{text}' is no number", "eight hexadecimal digits");

    private static ushort Hex(ReadOnlySpan<char> digits) =>
        ushort.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^[0-9a-fA-F]{2,3}: [0-9a-fA-F]{2}( |$)")]
    private static partial Regex HexDump();

    [GeneratedRegex(@"\(prog-if ([0-9a-fA-F]{2})")]
    private static partial Regex ProgIf();

    [GeneratedRegex(@"( \((rev [0-9a-fA-F]+|prog-if [^()]*(\[[^\]]*\])?)\))+$")]
    private static partial Regex Tail();

    [GeneratedRegex(@"\[?\b([0-9a-fA-F]{4}):([0-9a-fA-F]{4})\]?$")]
    private static partial Regex Ids();

    [GeneratedRegex(@"( \[[0-9a-fA-F]{0,4}:?[0-9a-fA-F]{0,4})?\.\.\.$")]
    private static partial Regex CutIds();

    [GeneratedRegex(@"\[([0-9a-fA-F]{4})\]$|^(?:Class )?([0-9a-fA-F]{4})$")]
    private static partial Regex ClassCode();
}
