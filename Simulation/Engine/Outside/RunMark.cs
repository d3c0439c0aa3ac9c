namespace SvaOrleans.Simulation;

/// <summary>Flows with all code of one run of a world, so that code which appears on another thread shows whose it is. Never changed in place.</summary>
/// <remarks>The loop's thread sees one value from a run's begin to its end, so nobody is told anything there and calls pay little.</remarks>
internal sealed class RunMark(World world)
{
    [ThreadStatic]
    private static bool t_isPeeking;

    private static readonly AsyncLocal<RunMark?> s_current = new(static change =>
    {
        if (change is { ThreadContextChanged: true, CurrentValue: { } mark } && !t_isPeeking)
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

    /// <summary>The mark that a context carries, and the request, without anybody taking that for code that runs here.</summary>
    internal static (RunMark? Mark, GrainRequest? Request) Of(ExecutionContext context)
    {
        (RunMark?, GrainRequest?) found = default;
        t_isPeeking = true;
        try
        {
            ExecutionContext.Run(context, _ => found = (Current, Flow.Current?.Request), null);
            return found;
        }
        finally
        {
            t_isPeeking = false;
        }
    }
}
