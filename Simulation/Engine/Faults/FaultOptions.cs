namespace SvaOrleans.Simulation.Engine.Faults;

/// <summary>Which faults a strategy may choose, and how many in one run.</summary>
public sealed record FaultOptions
{
    /// <summary>What may go wrong.</summary>
    public FaultKinds Kinds { get; init; } = FaultKinds.All;

    /// <summary>How many faults there may be in one run, at least 1.</summary>
    public int Most { get; init; } = 1;

    /// <summary>How long a delayed message takes, in virtual time.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether a call's answer may be held until the faults stop; null for none, since a grain that hangs for ever is a fault of its own.</summary>
    public Predicate<GrainRequest>? MayStall { get; init; }

    /// <summary>Whether a call may time out; null for any.</summary>
    public Predicate<GrainRequest>? MayTimeOut { get; init; }

    /// <summary>Whether an activation may be deactivated when it is idle; null for those whose class does not ask to be kept alive.</summary>
    public Predicate<Activation>? MayDeactivate { get; init; }
}
