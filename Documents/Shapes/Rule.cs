using SvaOrleans.Documents.Yaml;
using SvaOrleans.Model.Quoting;

namespace SvaOrleans.Documents.Shapes;

/// <summary>What must hold between things that stand at different places of a mapping. The loader asks for a breach once every part has its shape;
/// the published JSON Schema has the same rule in its own words.</summary>
public abstract class Rule
{
    /// <summary>The rule as a JSON Schema.</summary>
    public abstract string Schema { get; }

    /// <summary>Where a mapping breaks it; null where it does not.</summary>
    /// <param name="mapping">The mapping.</param>
    public abstract Breach? Breach(YamlMapping mapping);
}

/// <summary>Something that a rule does not let pass.</summary>
/// <param name="At">Where.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Expected">What may stand there.</param>
public sealed record Breach(YamlNode At, Complaint Problem, string Expected)
{
    /// <summary>The same as an error of a file.</summary>
    /// <param name="file">The file.</param>
    public InputException In(string file) => new(file, At.Place.Line, At.Place.Column, Problem, Expected);
}
