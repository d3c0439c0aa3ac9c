using SvaOrleans.Interfaces.Hosts;

namespace SvaOrleans.Silo;

/// <summary>A request was sent and no answer will come. Whether it was carried out is not known, so a retry may carry it out
/// twice.</summary>
public sealed class OutcomeUnknownException : Exception
{
    /// <summary>Whether the outcome of a failed request is unknown: its host restarted, its silo is gone, the cluster failed it, or no
    /// answer came in time.</summary>
    /// <param name="failure">The failure of the request.</param>
    public static bool Covers(Exception failure) =>
        failure is HostRestartedException or OutcomeUnknownException or OrleansException or TimeoutException;

    /// <summary>An unknown outcome.</summary>
    public OutcomeUnknownException() { }

    /// <summary>An unknown outcome.</summary>
    /// <param name="message">The request, and why its outcome is unknown.</param>
    public OutcomeUnknownException(string message)
        : base(message) { }

    /// <summary>An unknown outcome.</summary>
    /// <param name="message">The request, and why its outcome is unknown.</param>
    /// <param name="innerException">The cluster's exception.</param>
    public OutcomeUnknownException(string message, Exception innerException)
        : base(message, innerException) { }
}
