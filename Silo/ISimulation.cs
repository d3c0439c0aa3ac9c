using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Views;

namespace SvaOrleans.Silo;

/// <summary>A running simulation: in this process on either engine, or on a cluster in another process.</summary>
public interface ISimulation : IAsyncDisposable
{
    /// <summary>The engine's name: <c>Simulated</c> or <c>Orleans</c>.</summary>
    string Engine { get; }

    /// <summary>The fingerprint of its steps so far; null where their order is not controlled, as on Orleans.</summary>
    RunFingerprint? Fingerprint => null;

    /// <summary>The prefix of its hosts' names, where they share a cluster with the hosts of other clients.</summary>
    string HostPrefix => "";

    /// <summary>Boots a host and waits until it is up.</summary>
    /// <param name="spec">The hardware and the kernel generation.</param>
    Task<BootResult> Boot(HostSpec spec);

    /// <summary>Runs a program as a task, until it has ended and the host's workers are idle.</summary>
    /// <param name="task">The task that runs it.</param>
    /// <param name="request">The program.</param>
    /// <exception cref="SimulationHungException">The program cannot end: it waits for an event that will never happen.</exception>
    /// <exception cref="OutcomeUnknownException">The host crashed or its cluster cannot be reached: whether the program ran is not
    /// known.</exception>
    Task<RunResult> Run(ObjectName task, RunRequest request);

    /// <summary>Replays a part of a trace, until it has ended and the host's workers are idle.</summary>
    /// <param name="task">The task that replays it.</param>
    /// <param name="request">The events.</param>
    /// <exception cref="SimulationHungException">The replay cannot end.</exception>
    Task<ReplayResult> Replay(ObjectName task, ReplayRequest request);

    /// <summary>Takes the events since the last call, ordered by time. Events of the same time keep their order.</summary>
    Task<IReadOnlyList<SvaEvent>> TakeEvents();

    /// <summary>The state of all hosts that this simulation has booted.</summary>
    Task<WorldView> View();

    /// <summary>Ends all waits for answers that come from another process.</summary>
    void Abandon() { }
}
