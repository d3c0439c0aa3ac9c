using SvaOrleans.Client.Rendering;
using SvaOrleans.Reports.Exploring;
using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Steps;
using SvaOrleans.Simulation.Exploration.Replay;

namespace SvaOrleans.Client.Exploring;

/// <summary>Walks through an order step by step, at the reader's pace.</summary>
internal static class StepWalk
{
    /// <summary>Walks.</summary>
    /// <param name="repeater">Runs the order.</param>
    /// <param name="decisions">Its choices.</param>
    public static void Run(Repeater repeater, IReadOnlyList<int> decisions)
    {
        Terminal.Line("  Enter: the next step; c: all that are left; the end of the input is like c");
        var isWalking = true;
        long number = 0;
        var outcome = repeater.Run(
            decisions,
            step =>
            {
                Tell(++number, step, repeater.Experiment.World);
                isWalking = isWalking && Console.In.ReadLine() is { } answer && answer.Trim() != "c";
            }
        );
        Terminal.Line(
            outcome.Violation is { } violation
                ? $"  [red]{ViolationWords.Of(violation.Kind)}: {Terminal.Plain(violation.Invariant)}[/]\n{Terminal.Plain(violation.Message)}"
                : "  [green]nothing is broken in this order[/]"
        );
    }

    private static void Tell(long number, Step step, World world)
    {
        var function = step.Kind == StepKind.Request && step.Method is { } method ? KernelFunctions.Of(step.Grain, method) : null;
        Terminal.Unwrapped(
            Terminal.Console,
            Terminal.Plain(
                $"{number, 5}  {world.Clock.Elapsed}  {step}{(function is null ? "" : $"  ({function})")}  [{world.Ready.Count} more ready]"
            )
        );
    }
}
