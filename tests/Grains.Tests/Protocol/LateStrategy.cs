using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Steps;
using SvaOrleans.Simulation.Engine.Strategies;

namespace SvaOrleans.Grains.Tests.Protocol;

/// <summary>Oldest first, but some messages only when nothing else can happen: the schedule in which a window is longest.</summary>
/// <param name="late">Which messages; those of the first question come before those of the next.</param>
internal sealed class LateStrategy(params Predicate<GrainRequest>[] late) : Strategy
{
    public override string Name => "late";

    /// <summary>How many steps have been taken before a late message that was ready.</summary>
    public int Overtaken { get; private set; }

    public static Predicate<GrainRequest> Sent(string method, string? by = null) =>
        message =>
            message.Kind == StepKind.Request && message.Method.Name == method && (by is null || message.CallerRequest?.Method.Name == by);

    public static Predicate<GrainRequest> Answered(string method) =>
        message => message.Kind == StepKind.Response && message.Method.Name == method;

    public override int Choose(ReadySteps ready)
    {
        var (chosen, lowest, highest) = (0, int.MaxValue, 0);
        for (var index = 0; index < ready.Count; index++)
        {
            var lateness = ready[index] is GrainRequest message ? 1 + Array.FindIndex(late, isLate => isLate(message)) : 0;
            highest = Math.Max(highest, lateness);
            if (lateness < lowest)
            {
                (chosen, lowest) = (index, lateness);
            }
        }

        Overtaken += lowest < highest ? 1 : 0;
        return chosen;
    }

    public override int Draw(int bound) => 0;
}
