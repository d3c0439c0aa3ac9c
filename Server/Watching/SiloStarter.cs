using SvaOrleans.Server.Faults;
using SvaOrleans.Server.Sessions;
using SvaOrleans.Silo.Clusters;

namespace SvaOrleans.Server.Watching;

/// <summary>Starts silos while the server runs, up to the limit of a start.</summary>
internal sealed class SiloStarter(IServedCluster cluster, SessionTable table) : IDisposable
{
    // Held until the silo is in the list, so that each is counted exactly once.
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Starts another silo.</summary>
    /// <returns>Its name.</returns>
    /// <exception cref="RefusedException">The limit is reached.</exception>
    public async Task<string> Add()
    {
        Task<string> adding;
        await _turn.WaitAsync();
        try
        {
            var silos = Listed();
            if (silos >= ServeOrder.SilosMax)
            {
                throw new RefusedException(FaultKind.Limit, $"there are {silos} silos; the server takes {ServeOrder.SilosMax}");
            }

            adding = cluster.Add();
            if (Listed() <= silos)
            {
                // The simulated engine lists a silo only once it is up, which takes no time.
                await adding;
            }
        }
        finally
        {
            _turn.Release();
        }

        var name = await adding;
        _ = table.SwitchOffLeft();
        return name;
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private int Listed() => cluster.Silos.Count(static silo => silo.State != SiloState.Gone);
}
