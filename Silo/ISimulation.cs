using SvaOrleans.Interfaces.Hosts;
using SvaOrleans.Interfaces.Programs;
using SvaOrleans.Model;
using SvaOrleans.Model.Events;
using SvaOrleans.Model.Views;

namespace SvaOrleans.Silo;

/// <summary>A running simulation: in this process on either engine, or on a cluster elsewhere.</summary>
public interface ISimulation : IAsyncDisposable
{
    /// <summary>The engine's name: <c>Simulated</c> or <c>Orleans</c>.</summary>
    string Engine { get; }

    /// <summary>How its steps went so far; null where steps come as they may, as on Orleans.</summary>
    RunFingerprint? Fingerprint => null;

    /// <summary>What the names of its hosts begin with, where they share a cluster with those of others.</summary>
    string HostPrefix => "";

    /// <summary>Boots a host and waits until it is up.</summary>
    /// <param name="spec">The hardware and the kernel generation.</param>
    Task<BootResult> Boot(HostSpec spec);

    /// <summary>Runs a program as a task, until it has ended and the host's workers are idle.</summary>
    /// <param name="task">The task that runs it.</param>
    /// <param name="request">The program.</param>
    /// <exception cref="SimulationHungException">The program cannot end: somebody waits for what will never happen.</exception>
    /// <exception cref="OutcomeUnknownException">The host crashed, or its cluster cannot be reached: whether it ran is not known.</exception>
    Task<RunResult> Run(ObjectName task, RunRequest request);

    /// <summary>Plays a part of a trace, until it has ended and the host's workers are idle.</summary>
    /// <param name="task">The task that plays it.</param>
    /// <param name="request">The events.</param>
    /// <exception cref="SimulationHungException">It cannot end.</exception>
    Task<ReplayResult> Replay(ObjectName task, ReplayRequest request);

    /// <summary>Takes the events that happened since the last call, by time, and of one time as they happened.</summary>
    Task<IReadOnlyList<SvaEvent>> TakeEvents();

    /// <summary>The picture of all that this simulation has booted.</summary>
    Task<WorldView> View();

    /// <summary>Ends all waits for answers that come from another process.</summary>
    void Abandon() { }
}
