using SvaOrleans.Interfaces.Hosts;

namespace SvaOrleans.Silo;

/// <summary>A request was sent and no answer will come: whether it was carried out is not known, and must not be tried again blindly.</summary>
public sealed class OutcomeUnknownException : Exception
{
    /// <summary>Whether a failed request is one of which nobody knows whether it was carried out: its host restarted, its silo is gone, the
    /// cluster failed it, or nobody answered in time.</summary>
    /// <param name="failure">How the request failed.</param>
    public static bool Covers(Exception failure) =>
        failure is HostRestartedException or OutcomeUnknownException or OrleansException or TimeoutException;

    /// <summary>An unknown outcome.</summary>
    public OutcomeUnknownException() { }

    /// <summary>An unknown outcome.</summary>
    /// <param name="message">Of what, and why.</param>
    public OutcomeUnknownException(string message)
        : base(message) { }

    /// <summary>An unknown outcome.</summary>
    /// <param name="message">Of what, and why.</param>
    /// <param name="innerException">What the cluster said.</param>
    public OutcomeUnknownException(string message, Exception innerException)
        : base(message, innerException) { }
}
