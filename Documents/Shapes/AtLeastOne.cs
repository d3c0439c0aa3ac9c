using System.Text.Json;
using SvaOrleans.Documents.Yaml;

namespace SvaOrleans.Documents.Shapes;

/// <summary>At least one of some keys has a value.</summary>
/// <param name="problem">What is wrong where none has.</param>
/// <param name="keys">The keys.</param>
public sealed class AtLeastOne(string problem, params IReadOnlyList<string> keys) : Rule
{
    /// <inheritdoc/>
    public override string Schema =>
        JsonSerializer.Serialize(
            new
            {
                anyOf = keys.Select(static key => new
                {
                    required = (string[])[key],
                    properties = new Dictionary<string, object> { [key] = new { not = new { type = "null" } } },
                }),
            }
        );

    /// <inheritdoc/>
    public override Breach? Breach(YamlMapping mapping) =>
        keys.Any(key => mapping.Find(key) is not (null or YamlScalar { IsNull: true }))
            ? null
            : new(mapping, $"{problem}", "one or more of " + string.Join(", ", keys));
}
