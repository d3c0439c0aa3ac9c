namespace SvaOrleans.Silo;

/// <summary>A request was sent and no answer will come: whether it was carried out is not known, and must not be tried again blindly.</summary>
public sealed class OutcomeUnknownException : Exception
{
    /// <summary>An unknown outcome.</summary>
    public OutcomeUnknownException()
    {
    }

    /// <summary>An unknown outcome.</summary>
    /// <param name="message">Of what, and why.</param>
    public OutcomeUnknownException(string message)
        : base(message)
    {
    }

    /// <summary>An unknown outcome.</summary>
    /// <param name="message">Of what, and why.</param>
    /// <param name="innerException">What the cluster said.</param>
    public OutcomeUnknownException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
