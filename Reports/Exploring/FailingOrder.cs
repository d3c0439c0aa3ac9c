using SvaOrleans.Scenarios;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Replay;
using SvaOrleans.Simulation.Exploration.Reports;

namespace SvaOrleans.Reports.Exploring;

/// <summary>An order of steps that fails, with all that is reported about it.</summary>
/// <param name="Scenario">The scenario's name.</param>
/// <param name="File">The file that the token needs.</param>
/// <param name="Violation">The property that did not hold.</param>
/// <param name="Found">How many choices other than "oldest first" the order had when it was found.</param>
/// <param name="Token">Repeats the smallest order.</param>
/// <param name="Story">The events of that order.</param>
internal sealed record FailingOrder(string Scenario, string File, Violation Violation, int Found, ReplayToken Token, Story Story)
{
    /// <summary>How many choices other than "oldest first" it has.</summary>
    public int Choices => Token.Decisions.Count(static decision => decision > 0);

    /// <summary>Runs the smallest order once more and writes down what happens.</summary>
    public static FailingOrder Of(
        ScenarioDocument document,
        Repeater repeater,
        Violation violation,
        string strategy,
        IReadOnlyList<int> found,
        IReadOnlyList<int> smallest,
        IReadOnlyList<string> conditions
    )
    {
        var story = Story.Of(repeater, smallest, KernelFunctions.Of);
        return new(
            document.Plan.Name,
            document.Plan.File,
            story.Outcome.Violation is { } again && violation.IsLike(again) ? again : violation,
            found.Count(static decision => decision > 0),
            new(document.Hash, ReplayToken.Plain(strategy), smallest) { Conditions = conditions },
            story
        );
    }
}
