using SvaOrleans.Simulation.Engine.Faults;

namespace SvaOrleans.Simulation.Engine;

/// <content>Failures that a strategy may choose.</content>
public sealed partial class World
{
    /// <summary>How many failures have happened since the last reset.</summary>
    public int FaultCount => Injection.Count;

    internal FaultInjection Injection { get; }

    /// <summary>Offers failures to the strategy (<see cref="ReadySteps.Faults"/>), until <see cref="StopFaults"/> or the next
    /// reset.</summary>
    /// <param name="options">Which, and how many.</param>
    public void AllowFaults(FaultOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Most, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.Delay, TimeSpan.Zero, nameof(options));
        Injection.Allow(options);
    }

    /// <summary>Offers no more failures, and releases the messages that earlier ones hold.</summary>
    public void StopFaults() => Injection.Stop();
}
