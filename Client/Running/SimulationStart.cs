using SvaOrleans.Inputs;
using SvaOrleans.Silo;

namespace SvaOrleans.Client.Running;

/// <summary>Starts a simulation on the engine of this build.</summary>
internal static class SimulationStart
{
    /// <summary>Starts one.</summary>
    /// <param name="seed">Of the random strategy; null for first in, first out.</param>
    /// <exception cref="InputException">A setting is not what it must be.</exception>
    public static async Task<ISimulation> Create(ulong? seed)
    {
        try
        {
            return await Simulations.Create(new SimulationOptions { Seed = seed });
        }
        catch (SiloSettingsException wrong)
        {
            throw new InputException("appsettings.json", 0, 0, wrong.Message, inner: wrong);
        }
    }
}
