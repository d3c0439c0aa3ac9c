namespace SvaOrleans.Inputs.Traces.Events;

/// <summary>How a call of a trace ended.</summary>
/// <param name="Failure">Null for success; the error's name (<c>ENOMEM</c>, <c>ERESTARTSYS</c>), or <c>?</c> when the trace does not show
/// it.</param>
public readonly record struct CallOutcome(string? Failure)
{
    /// <summary>The call succeeded.</summary>
    public static CallOutcome Success => default;

    /// <summary>The trace does not show the end: the task was killed inside the call, or the trace ends before it returns.</summary>
    public static CallOutcome Unknown => new("?");

    /// <summary>Whether the call returned without an error.</summary>
    public bool Succeeded => Failure is null;

    /// <summary>Whether the trace does not show how the call ended.</summary>
    public bool IsUnknown => Failure == "?";

    /// <summary>The error as a word, where it is one of those known; success for success.</summary>
    public Errno? Errno =>
        Failure is null ? Model.Words.Errno.None
        : Model.Words.Errno.TryParse(Failure, out var errno) ? errno
        : null;
}
