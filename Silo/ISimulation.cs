using SvaOrleans.Interfaces;
using SvaOrleans.Model;
using SvaOrleans.Model.Events;

namespace SvaOrleans.Silo;

/// <summary>A running simulation in this process, on whichever engine this build is for.</summary>
public interface ISimulation : IAsyncDisposable
{
    /// <summary>The engine's name: <c>Simulated</c> or <c>Orleans</c>.</summary>
    string Engine { get; }

    /// <summary>Boots a host and waits until it is up.</summary>
    /// <param name="spec">The hardware and the kernel generation.</param>
    Task<BootResult> Boot(HostSpec spec);

    /// <summary>Runs a program as a task, until it has ended and the host's workers are idle.</summary>
    /// <param name="task">The task that runs it.</param>
    /// <param name="request">The program.</param>
    /// <exception cref="SimulationHungException">The program cannot end: somebody waits for what will never happen.</exception>
    Task<RunResult> Run(ObjectName task, RunRequest request);

    /// <summary>Plays a part of a trace, until it has ended and the host's workers are idle.</summary>
    /// <param name="task">The task that plays it.</param>
    /// <param name="request">The events.</param>
    /// <exception cref="SimulationHungException">It cannot end.</exception>
    Task<ReplayResult> Replay(ObjectName task, ReplayRequest request);

    /// <summary>Takes the events that happened since the last call, merged by time, object and sequence.</summary>
    IReadOnlyList<SvaEvent> TakeEvents();

    /// <summary>The state of every live kernel object, ordered by name. Read when nothing runs.</summary>
    /// <returns>Names with their state: IoMmState, DeviceState, MmState, DomainState, IommuState, PasidSpace ...</returns>
    IReadOnlyList<(ObjectName Name, object State)> States();
}
