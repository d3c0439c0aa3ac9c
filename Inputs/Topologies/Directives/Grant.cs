using System.Globalization;
using SvaOrleans.Documents;
using SvaOrleans.Inputs.Topologies.Machines;

namespace SvaOrleans.Inputs.Topologies.Directives;

/// <summary>Gives capabilities to functions that the imported system does not show them to have.</summary>
/// <remarks>
/// Written <c>class=0200 ats pasid=20 pri=512</c>: a <see cref="FunctionSelector"/>, then <c>ats[=depth]</c>,
/// <c>pasid=width[,exec][,priv]</c>,
/// <c>pri=capacity</c>. A capability that is named replaces the function's own; later grants replace earlier ones.
/// </remarks>
public sealed record Grant
{
    /// <summary>What may be written, for messages.</summary>
    public const string Expected =
        "'<functions> [ats[=depth 1..32]] [pasid=width 1..20[,exec][,priv]] [pri=capacity]' with functions as " + FunctionSelector.Expected;

    /// <summary>Queue depth of an ATS that is granted without one.</summary>
    public const int DefaultAtsDepth = 32;

    /// <summary>Which functions.</summary>
    public required FunctionSelector To { get; init; }

    /// <summary>The ATS given, or null.</summary>
    public AtsCapability? Ats { get; init; }

    /// <summary>The PASID given, or null.</summary>
    public PasidCapability? Pasid { get; init; }

    /// <summary>The PRI given, or null.</summary>
    public PriCapability? Pri { get; init; }

    /// <summary>Its place, for messages.</summary>
    public DirectivePlace Place { get; init; }

    /// <summary>Reads what people write on a command line.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="InputException">The text is no grant; the file's name is <c>--grant</c>.</exception>
    public static Grant Parse(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || !FunctionSelector.TryParse(words[0], out var to))
        {
            throw new InputException("--grant", 0, 0, $"'{text}' is no grant", Expected);
        }

        var grant = new Grant { To = to };
        foreach (var word in words[1..])
        {
            var parts = word.Split('=', 2);
            var value = parts.Length == 2 ? parts[1] : null;
            grant = parts[0] switch
            {
                "ats" when Within(value ?? $"{DefaultAtsDepth}", 1, 32) is { } depth => grant with { Ats = MakeAts((int)depth) },
                "pasid" when value is not null && ParsePasid(value) is { } pasid => grant with { Pasid = pasid },
                "pri" when Within(value, 1, uint.MaxValue) is { } capacity => grant with { Pri = MakePri((uint)capacity) },
                _ => throw new InputException("--grant", 0, 0, $"'{word}' in '{text}' is no capability", Expected),
            };
        }

        return grant;
    }

    /// <summary>The function with what this grant gives it.</summary>
    /// <param name="function">The function.</param>
    public PciFunction ApplyTo(PciFunction function) =>
        function with
        {
            Ats = Ats ?? function.Ats,
            Pasid = Pasid ?? function.Pasid,
            Pri = Pri ?? function.Pri,
        };

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString()
    {
        var words = new List<string> { To.ToString() };
        if (Ats is { } ats)
        {
            words.Add(string.Create(CultureInfo.InvariantCulture, $"ats={ats.InvalidateQueueDepth}"));
        }

        if (Pasid is { } pasid)
        {
            words.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"pasid={pasid.WidthBits}{(pasid.Execute ? ",exec" : "")}{(pasid.Privileged ? ",priv" : "")}"
                )
            );
        }

        if (Pri is { } pri)
        {
            words.Add(string.Create(CultureInfo.InvariantCulture, $"pri={pri.Capacity}"));
        }

        return string.Join(' ', words);
    }

    /// <summary>An ATS as grants give it: off until a driver turns it on.</summary>
    internal static AtsCapability MakeAts(int depth) => new(depth, 0, Enabled: false, Granted: true);

    /// <summary>A PRI as grants give it: off and with nothing allocated until a driver turns it on.</summary>
    internal static PriCapability MakePri(uint capacity) => new(capacity, 0, Enabled: false, Granted: true);

    private static PasidCapability? ParsePasid(string value)
    {
        var parts = value.Split(',');
        if (Within(parts[0], 1, Model.Words.Pasid.WidthMaxBits) is not { } width || parts[1..].Any(p => p is not ("exec" or "priv")))
        {
            return null;
        }

        return new((int)width, parts.Contains("exec"), parts.Contains("priv"), Enabled: false, Granted: true);
    }

    private static long? Within(string? text, long least, long most) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : null;
}
