namespace SvaOrleans.Simulation.Engine.Outside;

/// <summary>Code of a run does work that the simulation does not schedule: on another thread, by the machine's clock, or as I/O. What the run does
/// next would depend on when that work ends, so the run ends here.</summary>
public sealed class OutsideWorkException : Exception
{
    internal OutsideWorkException(OutsideWork work, Exception? inner = null)
        : base(work.ToString(), inner)
    {
        Grain = work.Grain;
        Method = work.Method;
        Code = work.Code;
        Await = work.Await;
    }

    /// <summary>The grain whose code it is, or "client".</summary>
    public string Grain { get; }

    /// <summary>The grain's request whose code it is; null for client code, and for code that is not known to serve a request.</summary>
    public string? Method { get; }

    /// <summary>The class and the method in which the work begins, as far as that can be seen.</summary>
    public string? Code { get; }

    /// <summary>What is awaited or begun, e.g. <c>Task.Delay</c>.</summary>
    public string Await { get; }
}
