using SvaOrleans.Simulation.Engine;
using SvaOrleans.Simulation.Engine.Faults;
using Task = System.Threading.Tasks.Task;

namespace SvaOrleans.Hosts.Tests;

/// <summary>Several who want something of a host at once, and perhaps something that goes wrong.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Body">What they do, and what they must be told.</param>
internal sealed record HostRace(string Name, Func<HostStage, Task> Body)
{
    /// <summary>What comes before every order.</summary>
    public Func<HostStage, Task> Setup { get; init; } = static _ => Task.CompletedTask;

    /// <summary>What may go wrong.</summary>
    public FaultKinds Faults { get; init; }

    /// <summary>How often.</summary>
    public int Most { get; init; } = 1;

    /// <summary>Which objects may be lost; null for all.</summary>
    public Predicate<Activation>? MayDeactivate { get; init; }

    /// <summary>How many orders of it are tried when nothing is left out; checkpoints take their time.</summary>
    public long Orders { get; init; } = 200;

    public override string ToString() => Name;
}
