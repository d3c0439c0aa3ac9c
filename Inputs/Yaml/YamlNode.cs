namespace SvaOrleans.Inputs.Yaml;

/// <summary>A piece of a YAML document that knows where it stands.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
internal abstract record YamlNode(int Line, int Column)
{
    /// <summary>What the piece is, for messages.</summary>
    public abstract string Kind { get; }
}

/// <summary>A text, number, or nothing: what it means is the reader's business.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="Text">The text, without quotes.</param>
/// <param name="Quoted">Whether it stood in quotes or in a block, so that <c>null</c> and <c>~</c> are themselves.</param>
internal sealed record YamlScalar(int Line, int Column, string Text, bool Quoted) : YamlNode(Line, Column)
{
    /// <inheritdoc/>
    public override string Kind => "a value";

    /// <summary>Whether this is YAML's nothing: empty, <c>~</c> or <c>null</c>, not quoted.</summary>
    public bool IsNull => !Quoted && Text is "" or "~" or "null";
}

/// <summary>A list.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="Items">Its items.</param>
internal sealed record YamlList(int Line, int Column, IReadOnlyList<YamlNode> Items) : YamlNode(Line, Column)
{
    /// <inheritdoc/>
    public override string Kind => "a list";
}

/// <summary>Keys and values, in the order of the document; no key occurs twice.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="Entries">The keys and values.</param>
internal sealed record YamlMap(int Line, int Column, IReadOnlyList<(YamlScalar Key, YamlNode Value)> Entries) : YamlNode(Line, Column)
{
    /// <inheritdoc/>
    public override string Kind => "keys with values";
}
