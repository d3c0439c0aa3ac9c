namespace SvaOrleans.Simulation;

/// <summary>What flows along an asynchronous call: the request being processed and what its caller sent with it. Never changed in place.</summary>
internal sealed class Flow(Request? request, long callNumber, object? baggage, Guid chainId)
{
    // One AsyncLocal for everything keeps reading it at each call cheap.
    private static readonly AsyncLocal<Flow?> s_current = new();

    internal static Flow? Current
    {
        get => s_current.Value;
        set => s_current.Value = value;
    }

    /// <summary>The request whose code runs, or null in client code.</summary>
    internal Request? Request => request;

    /// <summary>The number of the request's call when its code began: its object may serve another call by now.</summary>
    internal long CallNumber => callNumber;

    /// <summary>The surface's request context; the engine only carries it.</summary>
    internal object? Baggage => baggage;

    /// <summary>Id of the call chain whose members may re-enter, or <see cref="Guid.Empty"/>.</summary>
    internal Guid ChainId => chainId;

    /// <summary>True if there is baggage or a call chain.</summary>
    internal bool HasBaggage { get; } = baggage is not null || chainId != Guid.Empty;
}
