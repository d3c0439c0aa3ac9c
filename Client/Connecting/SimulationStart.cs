using SvaOrleans.Documents;
using SvaOrleans.Scenarios.Running;
using SvaOrleans.Silo;
using SvaOrleans.Silo.Settings;
using SvaOrleans.Silo.Simulated;

namespace SvaOrleans.Client.Connecting;

/// <summary>Starts simulations: in this process on the chosen engine, or on a cluster that serves elsewhere.</summary>
/// <param name="seed">Of the random strategy; null for first in, first out.</param>
/// <param name="connection">The cluster; null for this process.</param>
internal sealed class SimulationStart(ulong? seed, Connection? connection) : ISimulationStart
{
    private EngineSimulation? _last;

    /// <inheritdoc/>
    public ulong? Seed => seed;

    /// <inheritdoc/>
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
}
