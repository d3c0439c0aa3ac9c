using SvaOrleans.Documents.Yaml;

namespace SvaOrleans.Documents.Shapes;

/// <summary>Values of a mapping that fits its shape. A key whose value is nothing counts as missing.</summary>
public static class CheckedValues
{
    /// <summary>A text; null when the key is missing.</summary>
    public static string? TextOf(this YamlMapping mapping, string key) =>
        mapping.Find(key) is YamlScalar { IsNull: false } scalar ? scalar.Text : null;

    /// <summary>A text whose key the shape requires.</summary>
    public static string RequiredText(this YamlMapping mapping, string key) =>
        mapping.TextOf(key) ?? throw new InvalidOperationException($"the shape does not require '{key}'");

    /// <summary>A whole number, decimal or hexadecimal; null when the key is missing.</summary>
    public static long? NumberOf(this YamlMapping mapping, string key) =>
        mapping.TextOf(key) is { } text && ShapeCheck.TryNumber(text, true, out var number) ? checked((long)number) : null;

    /// <summary>true or false; null when the key is missing.</summary>
    public static bool? FlagOf(this YamlMapping mapping, string key) => mapping.TextOf(key) is { } text ? text == "true" : null;

    /// <summary>A mapping; null when the key is missing.</summary>
    public static YamlMapping? MappingOf(this YamlMapping mapping, string key) => mapping.Find(key) as YamlMapping;

    /// <summary>The items of a list; none when the key is missing.</summary>
    public static IReadOnlyList<YamlNode> ItemsOf(this YamlMapping mapping, string key) => (mapping.Find(key) as YamlSequence)?.Items ?? [];

    /// <summary>A list of texts; none when the key is missing, one where a single text stands there.</summary>
    public static IReadOnlyList<string> TextsOf(this YamlMapping mapping, string key) =>
        mapping.Find(key) switch
        {
            YamlScalar { IsNull: false } one => [one.Text],
            YamlSequence list => [.. list.Items.OfType<YamlScalar>().Select(static item => item.IsNull ? "" : item.Text)],
            _ => [],
        };
}
