namespace SvaOrleans.Documents.Shapes;

/// <summary>What may stand at a place of a scenario file. The loader checks files against shapes and the published JSON Schema is written
/// from the same ones, so the two cannot disagree.</summary>
/// <param name="Expected">In words, for messages: <c>expected ...</c>.</param>
public abstract record Shape(string Expected);

/// <summary>A whole number in decimal or, where allowed, in hexadecimal.</summary>
public sealed record NumberShape(string Expected, ulong Min, ulong Max, bool IsHexAllowed = false) : Shape(Expected);

/// <summary>true or false.</summary>
public sealed record FlagShape(string Expected = "true or false") : Shape(Expected);

/// <summary>true, where false would say nothing.</summary>
public sealed record TrueShape(string Expected = "true") : Shape(Expected);

/// <summary>A text that a pattern matches. Numbers are texts too where the pattern matches their digits.</summary>
/// <param name="Expected">In words.</param>
/// <param name="Pattern">A regular expression for the whole text, in the dialect that JSON Schema and .NET share.</param>
/// <param name="IsNumberLike">Whether some texts are numbers to YAML, so that the schema must let integers pass.</param>
public sealed record TextShape(string Expected, string Pattern, bool IsNumberLike = false) : Shape(Expected)
{
    /// <summary>Which of the numbers pass, where not all do.</summary>
    public (long Min, long Max)? Numbers { get; init; }
}

/// <summary>One of some words.</summary>
public sealed record WordShape(string Expected, IReadOnlyList<string> Words) : Shape(Expected);

/// <summary>Nothing, as behind <c>settle:</c>.</summary>
public sealed record NullShape(string Expected = "nothing") : Shape(Expected);

/// <summary>A list.</summary>
public sealed record ListShape(string Expected, Shape Item, int MinCount = 0) : Shape(Expected);

/// <summary>A mapping with keys that are known, or free, or both.</summary>
/// <param name="Expected">In words.</param>
/// <param name="Fields">The known keys.</param>
/// <param name="Free">What other keys look like and what they hold; null when there are no others.</param>
/// <param name="OneOf">Sets of keys of which exactly one must be there.</param>
/// <param name="MinCount">How many keys there must be at least.</param>
/// <param name="Rules">What else must hold between what stands in it.</param>
public sealed record MappingShape(
    string Expected,
    IReadOnlyList<Field> Fields,
    FreeKeys? Free = null,
    IReadOnlyList<KeyChoice>? OneOf = null,
    int MinCount = 0,
    IReadOnlyList<Rule>? Rules = null
) : Shape(Expected)
{
    /// <summary>What the keys belong to, for messages: <c>'x' is no key of a function</c>.</summary>
    public string Owner { get; init; } = "this place";
}

/// <summary>A shape by name, defined once and used in many places; it may contain itself.</summary>
public sealed record NamedShape(string Name, Func<Shape> Target) : Shape(Name);

/// <summary>Different shapes for a single value, a list and a mapping.</summary>
public sealed record EitherShape(string Expected, IReadOnlyList<Shape> Scalars, ListShape? List = null, Shape? Mapping = null)
    : Shape(Expected);

/// <summary>A key of a mapping.</summary>
/// <param name="Name">The key.</param>
/// <param name="Shape">What it holds.</param>
/// <param name="Doc">What it means, in a sentence.</param>
/// <param name="IsRequired">Whether it must be there.</param>
public sealed record Field(string Name, Shape Shape, string Doc, bool IsRequired = false);

/// <summary>Keys that people choose.</summary>
public sealed record FreeKeys(TextShape Key, Shape Value);

/// <summary>Keys that exclude each other.</summary>
/// <param name="Keys">The keys.</param>
/// <param name="IsRequired">Whether one of them must be there.</param>
public sealed record KeyChoice(IReadOnlyList<string> Keys, bool IsRequired = true);

/// <summary>Different mappings, told apart by their keys.</summary>
/// <param name="Expected">In words.</param>
/// <param name="Cases">The kinds; the first one of whose keys stands there is meant, else the last.</param>
public sealed record CaseShape(string Expected, IReadOnlyList<MappingCase> Cases) : Shape(Expected);

/// <summary>A kind of mapping.</summary>
/// <param name="Keys">Keys of which one tells that this kind is meant.</param>
/// <param name="Shape">What it looks like.</param>
public sealed record MappingCase(IReadOnlyCollection<string> Keys, MappingShape Shape);
