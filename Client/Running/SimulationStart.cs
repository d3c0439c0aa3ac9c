using SvaOrleans.Documents;
using SvaOrleans.Silo;
using SvaOrleans.Silo.Remote;

namespace SvaOrleans.Client.Running;

/// <summary>Starts simulations: in this process on the chosen engine, or on a cluster that serves elsewhere.</summary>
/// <param name="seed">Of the random strategy; null for first in, first out.</param>
/// <param name="connection">The cluster; null for this process.</param>
internal sealed class SimulationStart(ulong? seed, Connection? connection)
{
    private EngineSimulation? _last;

    /// <summary>The seed.</summary>
    public ulong? Seed => seed;

    /// <summary>Starts one.</summary>
    /// <exception cref="InputException">A setting is not what it must be, or no cluster is there.</exception>
    public async Task<ISimulation> Create()
    {
        if (connection is not null)
        {
            return await connection.Open();
        }

        if (_last is { IsFree: true } free)
        {
            free.Reset();
            return free;
        }

        try
        {
            var started = await Simulations.Create(new SimulationOptions { Seed = seed });
            _last = started as EngineSimulation;
            return started;
        }
        catch (SiloSettingsException wrong)
        {
            throw new InputException("settings", 0, 0, wrong.Message, inner: wrong);
        }
    }

    /// <summary>What the names of a simulation's hosts begin with.</summary>
    public static string HostPrefixOf(ISimulation simulation) => (simulation as RemoteSimulation)?.HostPrefix ?? "";
}
