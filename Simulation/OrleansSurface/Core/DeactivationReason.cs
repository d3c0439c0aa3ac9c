namespace Orleans;

/// <summary>Why an activation goes.</summary>
public readonly struct DeactivationReason
{
    /// <summary>A reason.</summary>
    /// <param name="code">The kind of reason.</param>
    /// <param name="text">For people.</param>
    public DeactivationReason(DeactivationReasonCode code, string text)
        : this(code, null, text)
    {
    }

    /// <summary>A reason with an error behind it.</summary>
    /// <param name="code">The kind of reason.</param>
    /// <param name="exception">The error.</param>
    /// <param name="text">For people.</param>
    public DeactivationReason(DeactivationReasonCode code, Exception? exception, string text)
    {
        ReasonCode = code;
        Exception = exception;
        Description = text;
    }

    /// <summary>The kind of reason.</summary>
    public DeactivationReasonCode ReasonCode { get; }

    /// <summary>For people.</summary>
    public string Description { get; }

    /// <summary>The error behind it, if any.</summary>
    public Exception? Exception { get; }

    /// <inheritdoc/>
    public override string ToString() => Exception is null ? $"{ReasonCode}: {Description}" : $"{ReasonCode}: {Description}: {Exception.Message}";
}

/// <summary>Kinds of reasons for deactivation.</summary>
public enum DeactivationReasonCode : byte
{
    /// <summary>None given.</summary>
    None = 0,

    /// <summary>The silo stops.</summary>
    ShuttingDown = 1,

    /// <summary>Activation failed.</summary>
    ActivationFailed = 2,

    /// <summary>The directory failed. Not used by the simulated engine.</summary>
    DirectoryFailure = 3,

    /// <summary>Idle for too long.</summary>
    ActivationIdle = 4,

    /// <summary>Stuck. Not used by the simulated engine.</summary>
    ActivationUnresponsive = 5,

    /// <summary>Another activation won. Not used by the simulated engine.</summary>
    DuplicateActivation = 6,

    /// <summary>A request of another version. Not used by the simulated engine.</summary>
    IncompatibleRequest = 7,

    /// <summary>The grain's code failed in a way that spoils its state.</summary>
    ApplicationError = 8,

    /// <summary>The grain asked for it.</summary>
    ApplicationRequested = 9,

    /// <summary>It moves. Not used by the simulated engine.</summary>
    Migrating = 10,

    /// <summary>The runtime asked for it.</summary>
    RuntimeRequested = 11,

    /// <summary>Memory is short. Not used by the simulated engine.</summary>
    HighMemoryPressure = 12,
}
