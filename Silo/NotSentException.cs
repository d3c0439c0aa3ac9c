namespace SvaOrleans.Silo;

/// <summary>A request that was not carried out, because no cluster took it.</summary>
public abstract class NotSentException : Exception
{
    /// <summary>Creates the exception without a message.</summary>
    protected NotSentException() { }

    /// <summary>Creates the exception.</summary>
    protected NotSentException(string message)
        : base(message) { }

    /// <summary>Creates the exception with its cause.</summary>
    protected NotSentException(string message, Exception innerException)
        : base(message, innerException) { }
}
