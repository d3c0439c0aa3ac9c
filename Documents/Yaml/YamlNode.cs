using SvaOrleans.Model.Quoting;

namespace SvaOrleans.Documents.Yaml;

/// <summary>A place in a file; both numbers count from 1.</summary>
public readonly record struct Place(long Line, int Column);

/// <summary>A piece of a YAML document with its place.</summary>
public abstract class YamlNode(Place place)
{
    /// <summary>The place of its first character.</summary>
    public Place Place { get; } = place;

    /// <summary>What it is, for messages.</summary>
    public abstract string Describe { get; }
}

/// <summary>A single value.</summary>
public sealed class YamlScalar(Place place, string text, bool isPlain) : YamlNode(place)
{
    /// <summary>The value.</summary>
    public string Text { get; } = text;

    /// <summary>Whether it has no quotes.</summary>
    public bool IsPlain { get; } = isPlain;

    /// <summary>Whether there is no value, as after <c>settle:</c>.</summary>
    public bool IsNull => IsPlain && Text is "" or "~" or "null";

    /// <inheritdoc/>
    public override string Describe => IsNull ? "nothing" : $"'{Quoted.Of(Text)}'";
}

/// <summary>A list.</summary>
public sealed class YamlSequence(Place place, IReadOnlyList<YamlNode> items) : YamlNode(place)
{
    /// <summary>Its items.</summary>
    public IReadOnlyList<YamlNode> Items { get; } = items;

    /// <inheritdoc/>
    public override string Describe => "a list";
}

/// <summary>Keys with values, in the file's order.</summary>
public sealed class YamlMapping(Place place, IReadOnlyList<YamlEntry> entries) : YamlNode(place)
{
    /// <summary>Its entries.</summary>
    public IReadOnlyList<YamlEntry> Entries { get; } = entries;

    /// <inheritdoc/>
    public override string Describe => "a mapping";

    /// <summary>The value of a key, or null.</summary>
    public YamlNode? Find(string key)
    {
        foreach (var entry in Entries)
        {
            if (entry.Key.Text == key)
            {
                return entry.Value;
            }
        }

        return null;
    }
}

/// <summary>A key and its value.</summary>
public readonly record struct YamlEntry(YamlScalar Key, YamlNode Value);
