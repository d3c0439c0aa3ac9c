using SvaOrleans.Documents;
using SvaOrleans.Documents.Yaml;

namespace SvaOrleans.Scenarios.Plan;

/// <summary>Something in a scenario that can be run, and that its author may not have meant.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Problem">What it is.</param>
/// <param name="Expected">What would be sound.</param>
internal sealed record ScenarioWarning(Place Place, string Problem, string Expected)
{
    /// <summary>The line for people.</summary>
    public string InFile(string file) => new InputException(file, Place.Line, Place.Column, "warning: " + Problem, Expected).Message;
}
