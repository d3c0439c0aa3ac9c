using SvaOrleans.Simulation.Engine.Calls;

namespace SvaOrleans.Simulation.Engine.Outside;

/// <summary>Flows with all code of one run of a world, so that code which appears on another thread shows whose it is. Never changed in place.</summary>
/// <remarks>The value on the loop's thread stays the same for a whole run, so the change handler is not called there and calls pay little.</remarks>
internal sealed class RunMark(World world)
{
    [ThreadStatic]
    private static bool _isPeeking;

    private static readonly AsyncLocal<RunMark?> CurrentLocal = new(static change =>
    {
        if (change is { ThreadContextChanged: true, CurrentValue: { } mark } && !_isPeeking)
        {
            mark.World.Appear(mark);
        }
    });

    internal static RunMark? Current
    {
        get => CurrentLocal.Value;
        set => CurrentLocal.Value = value;
    }

    internal World World => world;

    /// <summary>The mark and the request that a context carries. The change handler ignores this look.</summary>
    internal static (RunMark? Mark, GrainRequest? Request) Of(ExecutionContext context)
    {
        (RunMark?, GrainRequest?) found = default;
        _isPeeking = true;
        try
        {
            ExecutionContext.Run(context, _ => found = (Current, Flow.Current?.Request), null);
            return found;
        }
        finally
        {
            _isPeeking = false;
        }
    }
}
