namespace SvaOrleans.Simulation;

/// <summary>The current call's context, for a surface that offers it to grains.</summary>
public static class CallContext
{
    /// <summary>What the surface stored for this flow; sent along with every call made from here.</summary>
    public static object? Baggage
    {
        get => Flow.Current?.Baggage;
        set => Flow.Current = new Flow(Flow.Current?.Request, Flow.Current?.CallNumber ?? 0, value, ChainId);
    }

    /// <summary>Id of the call chain whose members may re-enter the grains that opened a section for it.</summary>
    public static Guid ChainId
    {
        get => Flow.Current?.ChainId ?? Guid.Empty;
        set => Flow.Current = new Flow(Flow.Current?.Request, Flow.Current?.CallNumber ?? 0, Baggage, value);
    }

    /// <summary>The activation whose turn runs on this thread, or null outside of a world's loop.</summary>
    public static Activation? Activation => SynchronizationContext.Current as Activation;

    /// <summary>A new call chain's id. Ids count up within a run, so that they never depend on chance.</summary>
    /// <returns>The id.</returns>
    /// <exception cref="InvalidOperationException">No activation's code runs.</exception>
    public static Guid NewChainId() => (Activation ?? throw new InvalidOperationException("A call chain starts in an activation's code.")).World.NewChainId();
}
