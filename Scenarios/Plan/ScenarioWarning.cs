using SvaOrleans.Documents;
using SvaOrleans.Documents.Yaml;

namespace SvaOrleans.Scenarios.Plan;

/// <summary>Something in a scenario that can be run, and that its author may not have meant.</summary>
/// <param name="Place">Its place in the file.</param>
/// <param name="Problem">The problem.</param>
/// <param name="Expected">The sound alternative.</param>
internal sealed record ScenarioWarning(Place Place, string Problem, string Expected)
{
    /// <summary>The line for people.</summary>
    public string InFile(string file) => new InputException(file, Place.Line, Place.Column, "warning: " + Problem, Expected).Message;
}
