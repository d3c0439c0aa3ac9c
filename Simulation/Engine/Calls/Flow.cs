namespace SvaOrleans.Simulation;

/// <summary>What flows along an asynchronous call: the request being processed and what its caller sent with it.</summary>
/// <param name="Request">The request whose code runs, or null in client code.</param>
/// <param name="Baggage">The surface's request context; the engine only carries it.</param>
/// <param name="ChainId">Id of the call chain whose members may re-enter, or <see cref="Guid.Empty"/>.</param>
internal sealed record Flow(Request? Request, object? Baggage, Guid ChainId)
{
    // One AsyncLocal for everything keeps reading it at each call cheap.
    private static readonly AsyncLocal<Flow?> s_current = new();

    internal static Flow? Current
    {
        get => s_current.Value;
        set => s_current.Value = value;
    }
}
