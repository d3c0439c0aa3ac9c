namespace SvaOrleans.Documents.Yaml;

/// <summary>A kind of YAML file, as messages name it.</summary>
/// <param name="Name">One file of this kind: <c>a scenario</c>.</param>
/// <param name="Wanted">What such a file looks like, for a text that is something else.</param>
/// <param name="AllowsControlCharacters">Whether values may hold control characters, which a reader must escape before it shows
/// them.</param>
public sealed record YamlKind(string Name, string Wanted, bool AllowsControlCharacters = false);
