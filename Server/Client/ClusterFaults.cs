using SvaOrleans.Server.Faults;
using SvaOrleans.Silo;

namespace SvaOrleans.Server.Client;

/// <summary>No cluster answers at the address: nothing was sent.</summary>
public sealed class ClusterUnreachableException : NotSentException
{
    /// <summary>No cluster.</summary>
    public ClusterUnreachableException() { }

    /// <summary>No cluster.</summary>
    /// <param name="message">Where.</param>
    public ClusterUnreachableException(string message)
        : base(message) { }

    /// <summary>No cluster.</summary>
    /// <param name="message">Where.</param>
    /// <param name="innerException">What the network said.</param>
    public ClusterUnreachableException(string message, Exception innerException)
        : base(message, innerException) { }
}

/// <summary>The cluster refused a request: nothing was carried out.</summary>
public sealed class ClusterRefusedException : NotSentException
{
    /// <summary>A refusal.</summary>
    public ClusterRefusedException() { }

    /// <summary>A refusal.</summary>
    /// <param name="message">Why.</param>
    public ClusterRefusedException(string message)
        : base(message) { }

    /// <summary>A refusal.</summary>
    /// <param name="message">Why.</param>
    /// <param name="innerException">The cause.</param>
    public ClusterRefusedException(string message, Exception innerException)
        : base(message, innerException) { }

    /// <summary>A refusal.</summary>
    /// <param name="kind">Of which kind.</param>
    /// <param name="message">Why.</param>
    public ClusterRefusedException(FaultKind kind, string message)
        : base(message) => Kind = kind;

    /// <summary>Of which kind.</summary>
    public FaultKind Kind { get; }
}
