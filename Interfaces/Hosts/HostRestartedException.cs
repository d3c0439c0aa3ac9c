namespace SvaOrleans.Interfaces.Hosts;

/// <summary>A request from a boot that its host no longer is in: a client reports its outcome as unknown.</summary>
[GenerateSerializer]
public sealed class HostRestartedException : Exception
{
    /// <summary>A request from another boot.</summary>
    public HostRestartedException() { }

    /// <summary>A request from another boot.</summary>
    /// <param name="message">Which object, which boots.</param>
    public HostRestartedException(string message)
        : base(message) { }

    /// <summary>A request from another boot.</summary>
    /// <param name="message">Which object, which boots.</param>
    /// <param name="innerException">What the cluster said.</param>
    public HostRestartedException(string message, Exception innerException)
        : base(message, innerException) { }
}
