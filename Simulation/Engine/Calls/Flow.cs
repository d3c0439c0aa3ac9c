namespace SvaOrleans.Simulation.Engine.Calls;

/// <summary>What flows along an asynchronous call: the request being processed. Never changed in place.</summary>
internal sealed class Flow(GrainRequest? request, long callNumber)
{
    private static readonly AsyncLocal<Flow?> CurrentLocal = new();

    internal static Flow? Current
    {
        get => CurrentLocal.Value;
        set => CurrentLocal.Value = value;
    }

    /// <summary>The request whose code runs, or null in client code.</summary>
    internal GrainRequest? Request => request;

    /// <summary>The number of the request's call when its code began: its object may serve another call by now.</summary>
    internal long CallNumber => callNumber;
}
