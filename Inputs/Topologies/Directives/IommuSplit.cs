using System.Globalization;
using SvaOrleans.Documents;

namespace SvaOrleans.Inputs.Topologies;

/// <summary>Takes an IOMMU apart into several, as real machines have one for each socket or root complex.</summary>
/// <remarks>
/// Written <c>dmar0=root-bus</c> or <c>dmar0=numa-node</c> (<c>per-root-bus</c> and <c>per-numa-node</c> are read too). The parts are named after the
/// whole: <c>dmar0.20</c> for root bus 20 (<c>dmar0.0001-20</c> in segment 1), <c>dmar0.node2</c>, <c>dmar0.no-node</c>.
/// </remarks>
public sealed record IommuSplit
{
    /// <summary>What may be written, for messages.</summary>
    public const string Expected = "'<iommu>=root-bus' or '<iommu>=numa-node'";

    private static readonly string[] Rules = ["root-bus", "numa-node"];

    /// <summary>The words of all rules.</summary>
    internal static IReadOnlyList<string> Words => [.. Rules, .. Rules.Select(static rule => "per-" + rule)];

    /// <summary>Name of the IOMMU.</summary>
    public required string Iommu { get; init; }

    /// <summary>How to take it apart.</summary>
    public required SplitRule Per { get; init; }

    /// <summary>Where it stands.</summary>
    public DirectivePlace Place { get; init; }

    /// <summary>Reads what people write on a command line.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="InputException">The text is no split; the file's name is <c>--split</c>.</exception>
    public static IommuSplit Parse(string text)
    {
        var at = text.LastIndexOf('=');
        return at > 0 && TryRule(text[(at + 1)..], out var rule)
            ? new IommuSplit { Iommu = text[..at], Per = rule }
            : throw new InputException("--split", 0, 0, $"'{text}' is no split", Expected);
    }

    /// <summary>A rule's name.</summary>
    /// <param name="rule">The rule.</param>
    public static string NameOf(SplitRule rule) => Rules[(int)rule];

    /// <summary>Reads a rule's name.</summary>
    /// <param name="text">The name.</param>
    /// <param name="rule">The rule.</param>
    public static bool TryRule(string text, out SplitRule rule)
    {
        var index = Array.IndexOf(Rules, text.StartsWith("per-", StringComparison.Ordinal) ? text[4..] : text);
        rule = (SplitRule)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>Name of the part that a function belongs to.</summary>
    /// <param name="function">The function.</param>
    /// <param name="topology">The host.</param>
    internal string PartOf(PciFunction function, Topology topology)
    {
        if (Per == SplitRule.NumaNode)
        {
            return function.NumaNode is { } node ? string.Create(CultureInfo.InvariantCulture, $"{Iommu}.node{node}") : $"{Iommu}.no-node";
        }

        var (segment, bus) = topology.RootBus(function);
        return segment == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{Iommu}.{bus:x2}")
            : string.Create(CultureInfo.InvariantCulture, $"{Iommu}.{segment:x4}-{bus:x2}");
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() => $"{Iommu}={NameOf(Per)}";
}
