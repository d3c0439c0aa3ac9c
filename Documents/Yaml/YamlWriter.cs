using System.Globalization;
using System.Text;

namespace SvaOrleans.Documents.Yaml;

/// <summary>Writes YAML that is the same every time: block style outside, one-line maps where asked for.</summary>
public sealed class YamlWriter
{
    private readonly StringBuilder _text = new();
    private string _indent = "";
    private bool _inItem;

    /// <summary>A line of comment.</summary>
    public void Comment(string words) => _text.Append(_indent).Append("# ").Append(words).Append('\n');

    /// <summary>A key with a value.</summary>
    public void Value(string key, string value) => Line($"{key}: {Scalar(value)}");

    /// <summary>A key with a number or flag.</summary>
    public void Value(string key, long value) => Line(string.Create(CultureInfo.InvariantCulture, $"{key}: {value}"));

    /// <summary>A key with a map or list on the same line.</summary>
    /// <param name="key">The key.</param>
    /// <param name="flow">The value; parts made with <see cref="Scalar"/>.</param>
    public void Flow(string key, string flow) => Line($"{key}: {flow}");

    /// <summary>A key whose value follows below.</summary>
    public void Open(string key) => Line(key + ":");

    /// <summary>A list's items, one below the other.</summary>
    /// <typeparam name="T">What they are made of.</typeparam>
    /// <param name="key">The list's key.</param>
    /// <param name="items">What they are made of.</param>
    /// <param name="write">Writes one as keys and values.</param>
    public void List<T>(string key, IReadOnlyList<T> items, Action<T> write)
    {
        if (items.Count == 0)
        {
            Line(key + ": []");
            return;
        }

        Line(key + ":");
        var outer = _indent;
        foreach (var item in items)
        {
            _indent = outer + "  ";
            _inItem = true;
            write(item);
            _inItem = false;
        }

        _indent = outer;
    }

    /// <summary>Keys and values below a key.</summary>
    public void Map(string key, Action write)
    {
        Line(key + ":");
        var outer = _indent;
        _indent = outer + "  ";
        write();
        _indent = outer;
    }

    /// <summary>The text so far.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>A text, in quotes where YAML or its older versions could take it for something else.</summary>
    public static string Scalar(string value)
    {
        if (IsPlain(value))
        {
            return value;
        }

        var quoted = new StringBuilder("\"");
        foreach (var rune in value.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                < ' ' or (>= 0x7f and < 0xa0) or 0x2028 or 0x2029 or 0xfeff or 0xfffe or 0xffff => quoted.Append(
                    CultureInfo.InvariantCulture,
                    $"\\u{rune.Value:x4}"
                ),
                _ => quoted.Append(rune.ToString()),
            };
        }

        return quoted.Append('"').ToString();
    }

    private static bool IsPlain(string value)
    {
        if (value.Length == 0 || !char.IsAsciiLetter(value[0]) || IsWord(value.ToUpperInvariant()))
        {
            return false;
        }

        foreach (var c in value)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or '/' or '+'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsWord(string upper) => upper is "TRUE" or "FALSE" or "NULL" or "YES" or "NO" or "ON" or "OFF" or "Y" or "N";

    private void Line(string words)
    {
        if (_inItem)
        {
            _text.Append(_indent).Append("- ").Append(words).Append('\n');
            _indent += "  ";
            _inItem = false;
            return;
        }

        _text.Append(_indent).Append(words).Append('\n');
    }
}
