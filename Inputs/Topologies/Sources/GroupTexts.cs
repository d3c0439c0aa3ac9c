using System.Globalization;
using SvaOrleans.Inputs.Topologies.Machines;

namespace SvaOrleans.Inputs.Topologies.Sources;

/// <summary>Reads the members, types and reserved regions of IOMMU groups.</summary>
internal static class GroupTexts
{
    private const string LinkExpected = "'/sys/kernel/iommu_groups/7/devices/0000:01:00.0'";
    private const string PairExpected = "'7 0000:01:00.0'";
    private const string AttributeExpected = "'group 7', 'type DMA-FQ' or 'reserved 0x00000000fee00000 0x00000000feefffff msi'";

    /// <summary>Reads <c>iommu_group_links.txt</c>: paths of the links to members.</summary>
    /// <param name="path">The file's path.</param>
    public static List<Found<(int Group, string Member)>> ReadLinks(string path)
    {
        var links = new List<Found<(int, string)>>();
        foreach (var line in SourceLines.Read(path, LinkExpected))
        {
            var parts = line.Value.Trim().Split('/');
            if (
                parts.Length < 4
                || parts[^2] != "devices"
                || parts[^4] != "iommu_groups"
                || parts[^1].Length == 0
                || !TryNumber(parts[^3], out var group)
            )
            {
                throw line.Wrong($"'{line.Value}' is no member of a group", LinkExpected);
            }

            links.Add(line.With((group, parts[^1])));
        }

        return links;
    }

    /// <summary>Reads <c>iommu_groups.txt</c>: a group's number and a member on each line.</summary>
    /// <param name="path">The file's path.</param>
    public static List<Found<(int Group, string Member)>> ReadPairs(string path)
    {
        var pairs = new List<Found<(int, string)>>();
        int? heading = null;
        foreach (var line in SourceLines.Read(path, PairExpected))
        {
            // What the usual scripts print.
            if (GroupListing.TryHead(line.Value, out var headed, out var member))
            {
                heading = headed;
                if (member.Length > 0)
                {
                    pairs.Add(line.With((headed, member[..member.IndexOf(' ', StringComparison.Ordinal)])));
                }

                continue;
            }

            if (heading is { } above)
            {
                if (GroupListing.Member(line.Value) is { } function)
                {
                    pairs.Add(line.With((above, function[..function.IndexOf(' ', StringComparison.Ordinal)])));
                }

                continue;
            }

            var words = line.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length != 2 || !TryNumber(words[0], out var group))
            {
                throw line.Wrong($"'{line.Value}' is no member of a group", PairExpected);
            }

            pairs.Add(line.With((group, words[1])));
        }

        return pairs;
    }

    /// <summary>Reads <c>iommu_group_attrs.txt</c>: each group's type and reserved regions.</summary>
    /// <param name="path">The file's path.</param>
    public static List<Found<IommuGroup>> ReadAttributes(string path)
    {
        var groups = new List<Found<IommuGroup>>();
        var seen = new HashSet<int>();
        foreach (var line in SourceLines.Read(path, AttributeExpected))
        {
            var words = line.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words is ["group", var id] && TryNumber(id, out var number))
            {
                groups.Add(
                    seen.Add(number)
                        ? line.With(new IommuGroup { Id = number })
                        : throw line.Wrong($"group {number} occurs twice", "each group once")
                );
            }
            else if (groups.Count > 0 && words is ["type", .. var type])
            {
                Replace(groups, groups[^1].Value with { Type = string.Join(' ', type) });
            }
            else if (groups.Count > 0 && words is ["reserved", var first, var last, .. { Length: > 0 } kind])
            {
                var region = new ReservedRegion(Hex(line, first), Hex(line, last), string.Join(' ', kind));
                if (region.Start > region.End)
                {
                    throw line.Wrong("the region ends before it starts", AttributeExpected);
                }

                Replace(groups, groups[^1].Value with { Reserved = [.. groups[^1].Value.Reserved, region] });
            }
            else if (groups.Count == 0 || words is not ["name", ..])
            {
                throw line.Wrong($"'{line.Value}' says nothing about a group", AttributeExpected);
            }
        }

        return groups;
    }

    private static void Replace(List<Found<IommuGroup>> groups, IommuGroup group) => groups[^1] = groups[^1].With(group);

    private static ulong Hex(Found<string> line, string text) =>
        text.StartsWith("0x", StringComparison.Ordinal)
        && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw line.Wrong($"'{text}' is no address", AttributeExpected);

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= 1 << 20;
}
