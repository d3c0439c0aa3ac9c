namespace SvaOrleans.Interfaces.Hosts;

/// <summary>A request from a boot that its host no longer is in: a client reports its outcome as unknown.</summary>
[GenerateSerializer]
public sealed class HostRestartedException : Exception
{
    /// <summary>A request from another boot.</summary>
    public HostRestartedException() { }

    /// <summary>A request from another boot.</summary>
    /// <param name="message">The object, its boot and the request's boot.</param>
    public HostRestartedException(string message)
        : base(message) { }

    /// <summary>A request from another boot.</summary>
    /// <param name="message">The object, its boot and the request's boot.</param>
    /// <param name="innerException">The error of the cluster.</param>
    public HostRestartedException(string message, Exception innerException)
        : base(message, innerException) { }
}
