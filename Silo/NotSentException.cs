namespace SvaOrleans.Silo;

/// <summary>A request that was not carried out, because no cluster took it.</summary>
public abstract class NotSentException : Exception
{
    /// <summary>No reason is known.</summary>
    protected NotSentException() { }

    /// <summary>For a reason.</summary>
    protected NotSentException(string message)
        : base(message) { }

    /// <summary>For a reason that follows from another fault.</summary>
    protected NotSentException(string message, Exception innerException)
        : base(message, innerException) { }
}
