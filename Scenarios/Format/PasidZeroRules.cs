using SvaOrleans.Documents.Shapes;
using SvaOrleans.Documents.Yaml;

namespace SvaOrleans.Scenarios.Format;

/// <summary>PASID 0 can be given out where IOMMUs leave entry 0 of a PASID table free, and nowhere else.</summary>
internal static class PasidZero
{
    /// <summary>Why 0 does not fit, for messages.</summary>
    public const string Reason = "entry 0 of a PASID table holds the translation without PASID";

    /// <summary>The values allowed there, for messages.</summary>
    public const string Expected = "a PASID from 1 to 1048575, or an IOMMU of kind intel-vtd with ecs: true, which leaves entry 0 free";

    /// <summary>A mapping in which <c>pasid_min</c> is 0.</summary>
    public const string IsAsked =
        """{"type":"object","required":["pasid_min"],"properties":{"pasid_min":{"anyOf":[{"const":0},{"type":"string","pattern":"^(0[xX])?0+$"}]}}}""";

    /// <summary>A host whose settings ask for it.</summary>
    public const string IsAskedOfHost = """{"type":"object","required":["settings"],"properties":{"settings":""" + IsAsked + """}}""";

    /// <summary>An IOMMU that has room for it.</summary>
    public const string IsFree = """{"type":"object","required":["ecs"],"properties":{"ecs":{"const":true}}}""";

    /// <summary>A host all of whose IOMMUs have room for it, or one whose IOMMUs are in another file.</summary>
    public const string IsFreeEverywhere =
        """{"anyOf":[{"required":["topology"]},{"required":["iommus"],"properties":{"iommus":{"minProperties":1,"additionalProperties":"""
        + IsFree
        + """}}}]}""";

    /// <summary>The <c>pasid_min</c> of a mapping if it is 0; otherwise null.</summary>
    /// <param name="node">The mapping.</param>
    public static YamlScalar? AskedIn(YamlNode? node) =>
        (node as YamlMapping)?.Find("pasid_min") is YamlScalar number
        && ShapeCheck.TryNumber(number.Text, true, out var value)
        && value == 0
            ? number
            : null;

    /// <summary>The error of a <c>pasid_min</c> that is 0 where it may not.</summary>
    /// <param name="at">Its place in the file.</param>
    public static Breach Refused(YamlScalar at) => new(at, $"{at.Describe:part} does not fit here, as {Reason:part}", Expected);

    /// <summary>Whether all IOMMUs of a host have room for it; those of a topology are checked when it has been read.</summary>
    public static bool IsFreeAt(YamlMapping host) =>
        host.Find("topology") is not null
        || (host.Find("iommus") is YamlMapping { Entries: { Count: > 0 } iommus } && iommus.All(static one => IsExtended(one.Value)));

    /// <summary>Whether an IOMMU has room for it.</summary>
    public static bool IsExtended(YamlNode iommu) => (iommu as YamlMapping)?.Find("ecs") is YamlScalar { Text: "true" };
}

/// <summary>Extended context mode is VT-d's.</summary>
internal sealed class ExtendedIsVtd : Rule
{
    /// <inheritdoc/>
    public override string Schema =>
        """{"anyOf":[{"not":{"required":["ecs"],"properties":{"ecs":{"const":true}}}},{"properties":{"kind":{"const":"intel-vtd"}}}]}""";

    /// <inheritdoc/>
    public override Breach? Breach(YamlMapping mapping) =>
        PasidZero.IsExtended(mapping) && mapping.Find("kind") is YamlScalar kind && kind.Text != "intel-vtd"
            ? new(mapping.Find("ecs")!, $"an IOMMU of kind {kind.Text} has no extended context mode", "kind: intel-vtd")
            : null;
}

/// <summary>A host's own settings.</summary>
internal sealed class HostPasidZero : Rule
{
    /// <inheritdoc/>
    public override string Schema => """{"anyOf":[{"not":""" + PasidZero.IsAskedOfHost + """},""" + PasidZero.IsFreeEverywhere + """]}""";

    /// <inheritdoc/>
    public override Breach? Breach(YamlMapping mapping) =>
        PasidZero.AskedIn(mapping.Find("settings")) is { } asked && !PasidZero.IsFreeAt(mapping) ? PasidZero.Refused(asked) : null;
}

/// <summary>A device. A schema cannot find the IOMMU of a device, so the schema asks for one on the host, and the loader checks the
/// device's own.</summary>
internal sealed class DevicePasidZero : Rule
{
    private const string IsAskedOfDevice =
        """{"required":["devices"],"properties":{"devices":{"not":{"additionalProperties":{"not":""" + PasidZero.IsAsked + """}}}}}""";

    private const string IsFreeSomewhere =
        """{"required":["iommus"],"properties":{"iommus":{"type":"object","not":{"additionalProperties":{"not":"""
        + PasidZero.IsFree
        + """}}}}}""";

    /// <inheritdoc/>
    public override string Schema => """{"anyOf":[{"not":""" + IsAskedOfDevice + """},""" + IsFreeSomewhere + """]}""";

    /// <inheritdoc/>
    public override Breach? Breach(YamlMapping mapping)
    {
        var asked = (mapping.Find("devices") as YamlMapping)
            ?.Entries.Select(static device => PasidZero.AskedIn(device.Value))
            .FirstOrDefault(static one => one is not null);
        return
            asked is not null
            && !(mapping.Find("iommus") is YamlMapping iommus && iommus.Entries.Any(static one => PasidZero.IsExtended(one.Value)))
            ? PasidZero.Refused(asked)
            : null;
    }
}

/// <summary>Settings of the file, for the hosts that have none of their own.</summary>
internal sealed class FilePasidZero : Rule
{
    /// <inheritdoc/>
    public override string Schema =>
        """{"anyOf":[{"not":"""
        + PasidZero.IsAskedOfHost
        + """},{"properties":{"hosts":{"additionalProperties":{"anyOf":[{"required":["settings"]},"""
        + PasidZero.IsFreeEverywhere
        + """]}}}}]}""";

    /// <inheritdoc/>
    public override Breach? Breach(YamlMapping mapping) =>
        PasidZero.AskedIn(mapping.Find("settings")) is { } asked
        && mapping.Find("hosts") is YamlMapping hosts
        && hosts.Entries.Any(static host => host.Value is YamlMapping one && one.Find("settings") is null && !PasidZero.IsFreeAt(one))
            ? PasidZero.Refused(asked)
            : null;
}
