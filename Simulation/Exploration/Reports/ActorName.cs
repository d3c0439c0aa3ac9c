namespace SvaOrleans.Simulation.Exploration.Reports;

/// <summary>How somebody who takes part in a schedule is called in a picture.</summary>
/// <param name="Text">A short name.</param>
/// <param name="IsOutside">Whether it only sets off what the picture is about: its lifeline stands behind those of all others.</param>
public readonly record struct ActorName(string Text, bool IsOutside)
{
    /// <summary>The names as they are; the client stands outside.</summary>
    /// <param name="actor">Who.</param>
    public static ActorName AsItIs(string actor) => new(actor, actor == "client");
}
