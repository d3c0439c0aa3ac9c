using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>A write met a record that somebody else had changed. If it escapes a request, the activation is ended.</summary>
public class InconsistentStateException : OrleansException
{
    /// <summary>Without a message.</summary>
    public InconsistentStateException()
    {
    }

    /// <summary>With a message.</summary>
    /// <param name="message">For people.</param>
    public InconsistentStateException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and a cause.</summary>
    /// <param name="message">For people.</param>
    /// <param name="innerException">The cause.</param>
    public InconsistentStateException(string message, Exception? innerException)
        : base(message, innerException!)
    {
    }

    /// <summary>With a message and the tags.</summary>
    /// <param name="errorMsg">For people.</param>
    /// <param name="storedEtag">The tag in storage.</param>
    /// <param name="currentEtag">The tag that the writer had.</param>
    public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag)
        : base(errorMsg)
    {
        StoredEtag = storedEtag;
        CurrentEtag = currentEtag;
    }

    internal bool IsFromThisActivation { get; set; } = true;

    /// <summary>The tag in storage.</summary>
    public string? StoredEtag { get; }

    /// <summary>The tag that the writer had.</summary>
    public string? CurrentEtag { get; }
}
