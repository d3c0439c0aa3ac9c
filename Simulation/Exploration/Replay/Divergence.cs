namespace SvaOrleans.Simulation.Exploration.Replay;

/// <summary>The first step at which two runs of the same choices were not the same: a source of chance that is not under control.</summary>
/// <param name="Step">Its place in the explored part, from 0.</param>
/// <param name="First">What the first run did there, with what came before it.</param>
/// <param name="Second">What the second run did there.</param>
public sealed record Divergence(long Step, IReadOnlyList<string> First, IReadOnlyList<string> Second)
{
    private const int Context = 4;

    /// <summary>Runs the same choices twice and compares them.</summary>
    /// <param name="one">Runs the first.</param>
    /// <param name="other">Runs the second; another world, so that what a world keeps over a reset shows as well.</param>
    /// <param name="decisions">The choices.</param>
    /// <returns>Null if the runs are the same.</returns>
    public static Divergence? Between(Repeater one, Repeater other, IReadOnlyList<int> decisions)
    {
        var first = Trace(one, decisions);
        var second = Trace(other, decisions);
        for (var step = 0; step < Math.Max(first.Count, second.Count); step++)
        {
            if (step >= first.Count || step >= second.Count || first[step] != second[step])
            {
                return new(step, Around(first, step), Around(second, step));
            }
        }

        return null;
    }

    /// <summary>Both contexts, side by side in time.</summary>
    public override string ToString() =>
        $"the runs differ from step {Step} on\n first:\n  {string.Join("\n  ", First)}\n second:\n  {string.Join("\n  ", Second)}";

    private static List<(ulong Hash, string Text)> Trace(Repeater repeater, IReadOnlyList<int> decisions)
    {
        List<(ulong, string)> steps = [];
        var world = repeater.Experiment.World;
        repeater.Run(decisions, step => steps.Add((world.Hash, $"{world.Clock.Elapsed} {step}")));
        return steps;
    }

    private static string[] Around(List<(ulong Hash, string Text)> steps, int at) =>
        [
            .. steps.Skip(Math.Max(0, at - Context)).Take(Math.Min(at, Context) + 1).Select(static step => step.Text),
            .. at >= steps.Count ? ["(the run has ended)"] : Array.Empty<string>(),
        ];
}
