using SvaOrleans.Model.Quoting;

namespace SvaOrleans.Server.Faults;

/// <summary>Why a request was not answered with what it asked for.</summary>
public enum FaultKind
{
    /// <summary>The request is wrong; nothing was carried out.</summary>
    Input,

    /// <summary>The session, host or silo is not known, or no longer; nothing was carried out.</summary>
    NotFound,

    /// <summary>A limit is reached; nothing was carried out.</summary>
    Limit,

    /// <summary>The request was sent on, and whether it was carried out is not known.</summary>
    Unknown,

    /// <summary>The request began and will never end.</summary>
    Hung,

    /// <summary>A fault of the server; whether the request was carried out is not known.</summary>
    Internal,
}

/// <summary>The body of an answer that reports a fault.</summary>
/// <param name="Fault">The kind of fault.</param>
/// <param name="Message">The fault for people: what was found, and what was expected.</param>
public sealed record ApiFault(FaultKind Fault, string Message);

/// <summary>A request that is refused before anything is carried out.</summary>
/// <param name="kind">The kind of fault.</param>
/// <param name="message">The fault for people.</param>
/// <param name="status">The HTTP status, if it is not the usual one of the fault.</param>
#pragma warning disable CA1032 // Thrown here alone, always with both.
internal sealed class RefusedException(FaultKind kind, Complaint message, int? status = null) : Exception(message.ToString())
#pragma warning restore CA1032
{
    /// <summary>The kind of fault.</summary>
    public FaultKind Kind => kind;

    public int? Status => status;
}
