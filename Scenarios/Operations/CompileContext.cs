using SvaOrleans.Documents;
using SvaOrleans.Documents.Yaml;
using SvaOrleans.Model.Quoting;
using SvaOrleans.Scenarios.Plan;

namespace SvaOrleans.Scenarios.Operations;

/// <summary>The context in which the steps of one host are compiled.</summary>
/// <param name="File">The file, for messages.</param>
/// <param name="Host">The host that the names belong to.</param>
/// <param name="Names">Names of objects that are created while the scenario runs.</param>
internal sealed record CompileContext(string File, HostPlan Host, NameCollector Names)
{
    /// <summary>An input error at a node.</summary>
    public InputException Wrong(YamlNode at, Complaint problem, string expected) =>
        new(File, at.Place.Line, at.Place.Column, problem, expected);
}
