namespace SvaOrleans.Silo;

/// <summary>A simulation whose silos are all in this process, so that the state of its objects can be read without a call.</summary>
public interface ILocalSimulation : ISimulation
{
    /// <summary>The state of every live kernel object, ordered by name. Read it only when nothing runs.</summary>
    /// <returns>The names with their states: IoMmState, DeviceState, MmState, DomainState, IommuState, PasidSpaceState ...</returns>
    IReadOnlyList<(ObjectName Name, object State)> States();
}
