using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Calls;
using SvaOrleans.Simulation.Engine.Steps;
using SvaOrleans.Simulation.Exploration.Replay;
using SvaOrleans.Simulation.Exploration.Runs;

namespace SvaOrleans.Simulation.Exploration.Reports;

/// <summary>What happened in one schedule, step by step.</summary>
/// <param name="Steps">The steps of the explored part, in order.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Change">What was otherwise at its end, or where it broke, than before its first step.</param>
public sealed record Story(IReadOnlyList<StoryStep> Steps, Outcome Outcome, StateChange Change)
{
    /// <summary>Everybody who takes part, in the order of their first steps.</summary>
    public IReadOnlyList<string> Actors { get; } = [.. Steps.SelectMany(static step => new[] { step.From, step.To }).Distinct()];

    /// <summary>The number of the step at which something broke; 0 where nothing did.</summary>
    public int Broke { get; } =
        Outcome.Violation is not { } violation ? 0
        : violation.Step >= 1 && violation.Step <= Steps.Count ? (int)violation.Step
        : Steps.Count;

    /// <summary>What is said of the step at which something broke.</summary>
    public string BrokeHow => Outcome.Violation?.Invariant is "deadlock" or "no end" ? "nothing goes on from here" : "breaks here";

    /// <summary>Runs a schedule and writes down what happens.</summary>
    /// <param name="repeater">Runs it.</param>
    /// <param name="decisions">Its choices.</param>
    /// <param name="means">Says what a call of a grain stands for; null for nothing.</param>
    public static Story Of(Repeater repeater, IReadOnlyList<int> decisions, Func<GrainSlot, CallMethod, string?>? means = null)
    {
        List<StoryStep> steps = [];
        IReadOnlyList<string>? before = null;
        var choices = 0;
        var world = repeater.Experiment.World;
        var outcome = repeater.Run(
            decisions,
            step =>
            {
                before ??= Describe();
                var overtakes = repeater.Decisions.Count > choices ? repeater.Decisions[^1] : 0;
                choices = repeater.Decisions.Count;
                steps.Add(Tell(step, steps.Count + 1, world.Clock.Elapsed, overtakes, means));
            }
        );
        return new(steps, outcome, StateChange.Of(before ?? [], before is null ? [] : Describe()));

        IReadOnlyList<string> Describe() => repeater.Experiment.Describe?.Invoke() ?? [];
    }

    private static StoryStep Tell(Step step, long number, TimeSpan at, int overtakes, Func<GrainSlot, CallMethod, string?>? means)
    {
        var to = NameOf(step.Grain);
        var from =
            step is GrainRequest { Kind: StepKind.Response } answer ? NameOf(answer.Target)
            : step is GrainRequest { Caller: { } caller } ? NameOf(caller.Slot)
            : to;
        var asked = step is GrainRequest request ? request.Target : step.Grain;
        var what = step.Kind switch
        {
            StepKind.Request => step.Method?.Name ?? "tick",
            StepKind.Response => $"{step.Method?.Name} answers",
            StepKind.Continuation => "goes on",
            StepKind.Timer => "wakes up",
            StepKind.GiveUp => "gives up waiting",
            StepKind.Cancel => "is told to cancel",
            StepKind.Fault => $"FAULT: {step}",
            _ => "storage answers",
        };
        return new(
            number,
            at,
            step.Kind,
            from,
            to,
            what,
            step.Kind == StepKind.Request && step.Method is { } method ? means?.Invoke(asked, method) : null,
            overtakes
        );
    }

    private static string NameOf(GrainSlot slot) => slot.Class.Name == "client" ? "client" : slot.ToString();
}
