using System.Globalization;
using SvaOrleans.Documents;
using SvaOrleans.Documents.Yaml;
using SvaOrleans.Model.Quoting;

namespace SvaOrleans.Inputs.Topologies.Files;

/// <summary>The keys of one map, read by name; every wrong one becomes an <see cref="InputException"/> at its line and column.</summary>
internal sealed class YamlFields
{
    private readonly Dictionary<string, YamlNode> _values = new(StringComparer.Ordinal);

    /// <summary>Takes a node that must be a map.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="node">The node.</param>
    /// <param name="what">What the map describes, for messages.</param>
    /// <param name="known">The keys it may have.</param>
    /// <exception cref="InputException">The node is no map, or has another key.</exception>
    public YamlFields(string file, YamlNode node, string what, params ReadOnlySpan<string> known)
    {
        File = file;
        Node = node;
        What = what;
        if (node is not YamlMapping map)
        {
            throw Wrong(node, $"{what} is {node.Describe}", $"keys with values: {string.Join(", ", known!)}");
        }

        foreach (var (key, value) in map.Entries)
        {
            if (!known.Contains(key.Text))
            {
                throw Wrong(key, $"'{key.Text}' is no key of {what}", $"one of {string.Join(", ", known!)}");
            }

            _values.Add(key.Text, value);
        }
    }

    /// <summary>The file's name.</summary>
    public string File { get; }

    /// <summary>The map itself.</summary>
    public YamlNode Node { get; }

    /// <summary>What the map describes.</summary>
    public string What { get; }

    /// <summary>Whether there is a key with a value.</summary>
    /// <param name="key">The key.</param>
    public bool Has(string key) => _values.TryGetValue(key, out var value) && value is not YamlScalar { IsNull: true };

    /// <summary>Makes the report of a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="problem">What is wrong.</param>
    /// <param name="expected">What should be there.</param>
    public InputException Wrong(YamlNode node, Complaint problem, string expected = "") =>
        new(File, node.Place.Line, node.Place.Column, problem, expected);

    /// <summary>Makes the report of a key's value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="expected">What should be there.</param>
    public InputException WrongValue(string key, string expected)
    {
        var value = _values.GetValueOrDefault(key);
        return value switch
        {
            null => Wrong(Node, $"{What} has no '{key}'", expected),
            YamlScalar scalar => Wrong(scalar, $"'{key}' is '{scalar.Text}'", expected),
            _ => Wrong(value, $"'{key}' is {value.Describe}", expected),
        };
    }

    /// <summary>The node of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="expected">What should be there, for messages.</param>
    public YamlNode Required(string key, string expected) => Has(key) ? _values[key] : throw WrongValue(key, expected);

    /// <summary>The node of a key, or null.</summary>
    /// <param name="key">The key.</param>
    public YamlNode? Optional(string key) => Has(key) ? _values[key] : null;

    /// <summary>A text.</summary>
    /// <param name="key">The key.</param>
    /// <param name="expected">What should be there, for messages.</param>
    public string Text(string key, string expected = "a text") => TextOrNull(key, expected) ?? throw WrongValue(key, expected);

    /// <summary>A text or null.</summary>
    /// <param name="key">The key.</param>
    /// <param name="expected">What should be there, for messages.</param>
    public string? TextOrNull(string key, string expected = "a text") =>
        Optional(key) switch
        {
            null => null,
            YamlScalar scalar => scalar.Text,
            _ => throw WrongValue(key, expected),
        };

    /// <summary>A whole number within limits, decimal or with 0x; null when there is none.</summary>
    /// <param name="key">The key.</param>
    /// <param name="least">The smallest.</param>
    /// <param name="most">The largest.</param>
    public long? NumberOrNull(string key, long least, long most)
    {
        var expected = $"a whole number from {least} to {most}";
        var text = TextOrNull(key, expected);
        if (text is null)
        {
            return null;
        }

        var parsed = text.StartsWith("0x", StringComparison.Ordinal)
            ? long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
        return parsed && number >= least && number <= most ? number : throw WrongValue(key, expected);
    }

    /// <summary>A whole number within limits.</summary>
    /// <param name="key">The key.</param>
    /// <param name="least">The smallest.</param>
    /// <param name="most">The largest.</param>
    public long Number(string key, long least, long most) =>
        NumberOrNull(key, least, most) ?? throw WrongValue(key, $"a whole number from {least} to {most}");

    /// <summary>true or false.</summary>
    /// <param name="key">The key.</param>
    /// <param name="otherwise">What it is when the key is missing.</param>
    public bool Flag(string key, bool otherwise) =>
        TextOrNull(key, "true or false") switch
        {
            null => otherwise,
            "true" => true,
            "false" => false,
            _ => throw WrongValue(key, "true or false"),
        };

    /// <summary>A list's items; none when the key is missing.</summary>
    /// <param name="key">The key.</param>
    public IReadOnlyList<YamlNode> Items(string key) =>
        Optional(key) switch
        {
            null => [],
            YamlSequence list => list.Items,
            _ => throw WrongValue(key, "a list"),
        };
}
