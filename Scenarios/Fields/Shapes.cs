using SvaOrleans.Documents.Shapes;

namespace SvaOrleans.Scenarios.Fields;

/// <summary>The single values of scenario files.</summary>
internal static class Shapes
{
    /// <summary>A name that people choose.</summary>
    public static TextShape Name { get; } = new("a name without blank or slash, such as X", @"^[^\s/$][^\s/]{0,127}$", IsNumberLike: true);

    /// <summary>A device: its name or address.</summary>
    public static TextShape Device { get; } =
        new("a device of the host, such as \"0000:00:01.0\"", @"^[^\s/$][^\s/]{0,127}$", IsNumberLike: true);

    /// <summary>A PCI address.</summary>
    public static TextShape Bdf { get; } =
        new("a PCI address such as \"0000:00:01.0\"", "^([0-9a-fA-F]{4,8}:)?[0-9a-fA-F]{2}:[01][0-9a-fA-F]\\.[0-7]$");

    /// <summary>Any text.</summary>
    public static TextShape Text { get; } = new("a text", @"^[\s\S]*$", IsNumberLike: true);

    /// <summary>A file or folder.</summary>
    public static TextShape Path { get; } = new("the path of a file", @"^.+$", IsNumberLike: true);

    /// <summary>true or false.</summary>
    public static FlagShape Flag { get; } = new();

    /// <summary>An error as the kernel returns it.</summary>
    public static TextShape Errno { get; } =
        new("0 or an error such as -EEXIST", @"^(0|-[1-9][0-9]{0,3}|-?E[A-Z][A-Z0-9]+)$", IsNumberLike: true) { Numbers = (-9999, 0) };

    /// <summary>A PASID.</summary>
    public static NumberShape Pasid { get; } = new("a PASID from 0 to 1048575", 0, (1 << 20) - 1, IsHexAllowed: true);

    /// <summary>A PASID, none, or the variable that holds one.</summary>
    public static EitherShape PasidOperand { get; } =
        new(
            "a PASID from 0 to 1048575, none, or $name of a bind with 'as: name'",
            [Pasid, new TextShape("none, or $name of a bind with 'as: name'", @"^(none|\$[^\s/$]{1,128})$")]
        );

    /// <summary>A modelled duration.</summary>
    public static TextShape Duration { get; } =
        new("a duration such as 250ns, 40us, 5ms or 2s, of at most nine digits", "^(0|[0-9]{1,9}(ns|us|ms|s))$", IsNumberLike: true)
        {
            Numbers = (0, 0),
        };

    /// <summary>Whole pages.</summary>
    public static TextShape Pages { get; } =
        new(
            "pages by number: 7, or 7..10 (both included), or 7+4 (four from 7 on); below 2^52",
            @"^(0x[0-9a-fA-F]{1,13}|[0-9]{1,16})((\.\.|\+)(0x[0-9a-fA-F]{1,13}|[0-9]{1,16}))?$",
            IsNumberLike: true
        )
        {
            Numbers = (0, 9_999_999_999_999_999),
        };

    /// <summary>A page's number.</summary>
    public static NumberShape PageNumber { get; } = new("a page number below 2^52", 0, (1ul << 52) - 1, IsHexAllowed: true);

    /// <summary>A byte's address.</summary>
    public static NumberShape Address { get; } = new("an address below 2^63, such as 0x7f0000000000", 0, long.MaxValue, IsHexAllowed: true);

    /// <summary>A length in bytes.</summary>
    public static NumberShape Length { get; } = new("a length in bytes, above 0 and below 2^63", 1, long.MaxValue, IsHexAllowed: true);

    /// <summary>A kind of access, or rights.</summary>
    public static TextShape Rights { get; } = new("rights such as r, rw, rx or none", "^(none|r|w|x|rw|rx|wx|rwx)$");

    /// <summary>A count.</summary>
    public static NumberShape Count { get; } = new("a count", 0, long.MaxValue);

    /// <summary>What a figure must be.</summary>
    public static EitherShape Figure { get; } =
        new(
            "a number, or {min: N, max: N}",
            [Count],
            Mapping: new MappingShape(
                "a number, or {min: N, max: N}",
                [new("min", Count, "The minimum."), new("max", Count, "The maximum.")],
                MinCount: 1
            )
        );

    /// <summary>Feature flags of bind and device_init.</summary>
    public static EitherShape Features { get; } =
        OneOrList(
            new("a feature: iopf, none or unknown", ["none", "iopf", "unknown"]),
            "features: iopf, none, unknown (a bit that does not exist), or a list of them"
        );

    /// <summary>A number in a range.</summary>
    public static NumberShape Number(ulong min, ulong max) =>
        new(FormattableString.Invariant($"a whole number from {min} to {max}"), min, max);

    /// <summary>One word, or a list of words.</summary>
    public static EitherShape OneOrList(WordShape word, string expected) => new(expected, [word], new ListShape(expected, word));
}
