using SvaOrleans.Documents.Yaml;
using SvaOrleans.Model.Quoting;

namespace SvaOrleans.Documents.Shapes;

/// <summary>A condition between values at different places of a mapping. It is checked once every part has its shape;
/// the published JSON Schema has the same rule.</summary>
public abstract class Rule
{
    /// <summary>The rule as a JSON Schema.</summary>
    public abstract string Schema { get; }

    /// <summary>Where a mapping breaks it; null where it does not.</summary>
    /// <param name="mapping">The mapping.</param>
    public abstract Breach? Breach(YamlMapping mapping);
}

/// <summary>A violation of a rule.</summary>
/// <param name="At">Where.</param>
/// <param name="Problem">The problem.</param>
/// <param name="Expected">Allowed values.</param>
public sealed record Breach(YamlNode At, Complaint Problem, string Expected)
{
    /// <summary>The same as an error of a file.</summary>
    /// <param name="file">The file.</param>
    public InputException In(string file) => new(file, At.Place.Line, At.Place.Column, Problem, Expected);
}
