namespace SvaOrleans.Simulation.Exploration.Reports;

/// <summary>The name of an actor of a schedule in a diagram.</summary>
/// <param name="Text">A short name.</param>
/// <param name="IsOutside">Whether it only starts others: its lifeline is to the right of all others.</param>
public readonly record struct ActorName(string Text, bool IsOutside)
{
    /// <summary>The names unchanged; the client is outside.</summary>
    /// <param name="actor">The actor.</param>
    public static ActorName AsItIs(string actor) => new(actor, actor == "client");
}
