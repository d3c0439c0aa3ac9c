using SvaOrleans.Silo.Serving.Sessions;

namespace SvaOrleans.Silo.Serving;

/// <summary>Starts silos while the server runs, as many as a start may have.</summary>
internal sealed class SiloStarter(IServedCluster cluster, SessionTable table)
{
    private readonly Lock gate = new();
    private int starting;

    /// <summary>Starts another silo.</summary>
    /// <returns>Its name.</returns>
    /// <exception cref="RefusedException">There are as many as there may be.</exception>
    public async Task<string> Add()
    {
        lock (gate)
        {
            // One that starts may stand in the list already, or not yet.
            var listed = cluster.Silos.Where(static silo => silo.State != SiloState.Gone).ToArray();
            var silos = Math.Max(listed.Length, listed.Count(static silo => silo.State != SiloState.Starting) + starting);
            if (silos >= ServeOrder.SilosMax)
            {
                throw new RefusedException(FaultKind.Limit, $"there are {silos} silos; the server takes {ServeOrder.SilosMax}");
            }

            starting++;
        }

        try
        {
            var name = await cluster.Add();
            _ = table.SwitchOffLeft();
            return name;
        }
        finally
        {
            lock (gate)
            {
                starting--;
            }
        }
    }
}
