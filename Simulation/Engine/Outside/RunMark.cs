namespace SvaOrleans.Simulation;

/// <summary>Flows with all code of one run of a world, so that code which appears on another thread shows whose it is. Never changed in place.</summary>
/// <remarks>The loop's thread sees one value from a run's begin to its end, so nobody is told anything there and calls pay little.</remarks>
internal sealed class RunMark(World world)
{
    private static readonly AsyncLocal<RunMark?> s_current = new(static change =>
    {
        if (change is { ThreadContextChanged: true, CurrentValue: { } mark })
        {
            mark.World.Appear(mark);
        }
    });

    internal static RunMark? Current
    {
        get => s_current.Value;
        set => s_current.Value = value;
    }

    internal World World => world;
}
