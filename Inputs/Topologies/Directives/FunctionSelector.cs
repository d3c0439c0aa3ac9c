using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using SvaOrleans.Inputs.Topologies.Machines;

namespace SvaOrleans.Inputs.Topologies.Directives;

/// <summary>Which functions a directive means.</summary>
/// <remarks>
/// Written <c>endpoints</c>; <c>class=02</c>, <c>class=0200</c> or <c>class=020000</c> (hexadecimal, 0x allowed); <c>id=8086:10ca</c>;
/// <c>bdf=0000:43:00.0</c>, where <c>*</c> matches any characters and <c>?</c> one.
/// </remarks>
public sealed class FunctionSelector
{
    /// <summary>What may be written, for messages.</summary>
    public const string Expected = "endpoints, class=0200, id=8086:10ca, or bdf=0000:43:10.* (with * and ?)";

    private readonly Func<PciFunction, bool> _matches;

    private FunctionSelector(string key, string value, Func<PciFunction, bool> matches)
    {
        Key = key;
        Value = value;
        this._matches = matches;
    }

    /// <summary>How the functions are meant: <c>endpoints</c>, <c>class</c>, <c>id</c> or <c>bdf</c>.</summary>
    public string Key { get; }

    /// <summary>The class, id or address pattern; empty for endpoints.</summary>
    public string Value { get; }

    /// <summary>Reads what people write.</summary>
    /// <param name="text">The text.</param>
    /// <param name="selector">The selector.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out FunctionSelector? selector)
    {
        selector = null;
        var parts = (text ?? "").Split('=', 2);
        return parts.Length == 1
            ? parts[0] == "endpoints" && TryMake("endpoints", "", out selector)
            : TryMake(parts[0], parts[1], out selector);
    }

    /// <summary>Makes a selector of its two parts.</summary>
    /// <param name="key">How the functions are meant.</param>
    /// <param name="value">The class, id or address pattern.</param>
    /// <param name="selector">The selector.</param>
    public static bool TryMake(string key, string value, [NotNullWhen(true)] out FunctionSelector? selector)
    {
        var matches = key switch
        {
            "endpoints" when value.Length == 0 => f => f.IsEndpoint,
            "class" => ForClass(value),
            "id" => ForId(value),
            "bdf" => ForAddress(value),
            _ => null,
        };
        selector = matches is null ? null : new(key, value, matches);
        return selector is not null;
    }

    /// <summary>Whether a function is meant.</summary>
    /// <param name="function">The function.</param>
    public bool Matches(PciFunction function) => _matches(function);

    /// <summary>The text that <see cref="TryParse"/> reads.</summary>
    public override string ToString() => Value.Length == 0 ? Key : $"{Key}={Value}";

    private static Func<PciFunction, bool>? ForClass(string value)
    {
        var digits = value.StartsWith("0x", StringComparison.Ordinal) ? value[2..] : value;
        if (
            digits.Length is not (2 or 4 or 6)
            || !uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var wanted)
        )
        {
            return null;
        }

        var shift = (6 - digits.Length) * 4;
        return f => f.Class is { } code && code >> shift == wanted;
    }

    private static Func<PciFunction, bool>? ForId(string value)
    {
        var parts = value.Split(':');
        if (
            parts.Length != 2
            || !ushort.TryParse(parts[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var vendor)
            || !ushort.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var device)
        )
        {
            return null;
        }

        return f => f.Vendor == vendor && f.Device == device;
    }

    private static Func<PciFunction, bool>? ForAddress(string value)
    {
        if (Bdf.TryParse(value, out var bdf))
        {
            return f => f.Bdf == bdf;
        }

        var pattern = value.ToLowerInvariant();
        if (!pattern.AsSpan().ContainsAny('*', '?'))
        {
            return null;
        }

        foreach (var c in pattern)
        {
            if (!char.IsAsciiHexDigit(c) && c is not (':' or '.' or '*' or '?'))
            {
                return null;
            }
        }

        return f => Fits(f.Bdf.ToString(), pattern);
    }

    private static bool Fits(ReadOnlySpan<char> text, ReadOnlySpan<char> pattern)
    {
        // The usual walk with one place to come back to.
        var (t, p, star, mark) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                mark = t;
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == text[t]))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++mark;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].TrimStart('*').IsEmpty;
    }
}
