namespace SvaOrleans.Simulation.Engine.Calls;

/// <summary>A call on its way through the filters. Every filter decides whether to go on by <see cref="Invoke"/>.</summary>
public sealed class FilteredCall
{
    private readonly IReadOnlyList<Func<FilteredCall, Task>> _filters;
    private Func<FilteredCall, Task>? _own;
    private int _next;

    internal FilteredCall(
        GrainRequest request,
        object grain,
        IReadOnlyList<Func<FilteredCall, Task>> filters,
        Func<FilteredCall, Task>? own = null
    )
    {
        _own = own;
        Request = request;
        Grain = grain;
        _filters = filters;
    }

    /// <summary>The call.</summary>
    public GrainRequest Request { get; }

    /// <summary>The grain's instance for an incoming call, the proxy for an outgoing one.</summary>
    public object Grain { get; }

    /// <summary>The result once there is one, boxed. A filter may replace it.</summary>
    public object? Result
    {
        get => Request.BoxedResult;
        set => Request.BoxedResult = value;
    }

    /// <summary>Goes on: the next filter, or after the last one the method itself.</summary>
    /// <returns>A task that completes when the rest of the call has completed.</returns>
    public Task Invoke()
    {
        var next = _next++;
        if (next < _filters.Count)
        {
            return _filters[next](this);
        }

        if (_own is { } own)
        {
            _own = null;
            return own(this);
        }

        return Request.Stage == CallStage.Running ? Request.InvokeForFilter(Grain) : Request.Target.World.SendFiltered(Request);
    }
}
