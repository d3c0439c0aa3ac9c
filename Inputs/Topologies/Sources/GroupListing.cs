using System.Globalization;
using System.Text.RegularExpressions;

namespace SvaOrleans.Inputs.Topologies.Sources;

/// <summary>
/// Reads what the usual scripts print of IOMMU groups: a heading with functions below it, or the group before each function.
/// </summary>
/// <remarks>
/// <c>IOMMU Group 7:</c> and then <c>&lt;tab&gt;01:00.0 Ethernet controller ...</c>; or <c>IOMMU Group 7 01:00.0 Ethernet controller
/// ...</c>. Some put the ids first, or mark functions that can be reset: <c>Group 7: [8086:10c9] [R] 01:00.0 Ethernet controller ...</c>.
/// </remarks>
internal static partial class GroupListing
{
    /// <summary>Reads a line that names a group; lspci's own <c>IOMMU group: 7</c> is indented, and none.</summary>
    /// <param name="line">The line.</param>
    /// <param name="group">The group's number.</param>
    /// <param name="function">The rest of the line, which describes a function; empty for a heading.</param>
    public static bool TryHead(string line, out int group, out string function)
    {
        group = 0;
        function = "";
        if (
            Head().Match(line) is not { Success: true } match
            || !int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out group)
            || group > 1 << 20
        )
        {
            return false;
        }

        function = Member(match.Groups[2].Value) ?? "";
        return function.Length > 0 || match.Groups[2].Value.Trim().Length == 0;
    }

    /// <summary>A function below a heading, in lspci's own form; null when the line names none.</summary>
    /// <param name="line">The line.</param>
    public static string? Member(string line) =>
        MemberLine().Match(line) is not { Success: true } match ? null
        : match.Groups["id"].Success && !match.Groups["rest"].Value.Contains(match.Groups["id"].Value, StringComparison.Ordinal)
            ? $"{match.Groups["bdf"].Value} {match.Groups["rest"].Value.TrimEnd()} {match.Groups["id"].Value}"
        : $"{match.Groups["bdf"].Value} {match.Groups["rest"].Value.TrimEnd()}";

    [GeneratedRegex(@"^(?:IOMMU )?[Gg]roup:?\s*([0-9]+)(?![0-9a-fA-F.]|:[0-9a-fA-F]{2}\.)\s*:?\s*(.*)$")]
    private static partial Regex Head();

    [GeneratedRegex(
        @"^\s*(?:\[(?:RESET|R)\]\s+)?(?:(?<id>\[[0-9a-fA-F]{4}:[0-9a-fA-F]{4}\])\s+)?(?:\[(?:RESET|R)\]\s+)?(?<bdf>(?:[0-9a-fA-F]{4,8}:)?[0-9a-fA-F]{2}:[0-9a-fA-F]{2}\.[0-7])\s+(?<rest>\S.*)$"
    )]
    private static partial Regex MemberLine();
}
