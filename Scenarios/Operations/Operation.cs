using SvaOrleans.Documents.Shapes;
using SvaOrleans.Documents.Yaml;
using SvaOrleans.Interfaces.Programs;

namespace SvaOrleans.Scenarios.Operations;

/// <summary>An operation that a step can name.</summary>
/// <param name="Keyword">Its key in the file.</param>
/// <param name="Doc">What it does, in a sentence.</param>
/// <param name="Arguments">The shape of the key's value.</param>
/// <param name="Compile">Makes the step of a program of it.</param>
/// <param name="Creates">Notes the tasks and address spaces that it creates; null for none.</param>
internal sealed record Operation(
    string Keyword,
    string Doc,
    Shape Arguments,
    Func<ArgumentReader, Step> Compile,
    Action<NameCollector, YamlNode>? Creates = null
)
{
    /// <summary>Whether a step may say <c>as: name</c>.</summary>
    public bool StoresVariable { get; init; }

    /// <summary>The argument that names who does it: <c>task</c>, or <c>mm</c> for a call that names its process by its address space; null
    /// if hardware, a driver or another part of the kernel does it, or something outside.</summary>
    public string? Actor { get; init; }

    /// <summary>The argument that can be the whole value of the key; null if none can.</summary>
    public string? Primary => Arguments is EitherShape { Mapping: MappingShape mapping } ? mapping.Fields[0].Name : null;

    /// <summary>A mapping of named arguments.</summary>
    /// <param name="keyword">The operation, for messages.</param>
    /// <param name="fields">The arguments.</param>
    /// <param name="choices">Arguments that exclude each other.</param>
    public static MappingShape Named(string keyword, IReadOnlyList<Field> fields, params KeyChoice[] choices) =>
        new($"{keyword}: {{{string.Join(", ", fields.Select(static field => field.Name))}}}", fields, null, choices);
}
