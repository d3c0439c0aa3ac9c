namespace SvaOrleans.Silo;

/// <summary>Prepares storage that outlives a cluster: there is none on this engine.</summary>
public static class Storages
{
    /// <summary>Applies the schema to the database that is set: not on this engine.</summary>
    /// <param name="settings">Settings that go before those of file and environment, as pairs.</param>
    /// <exception cref="SiloSettingsException">Always.</exception>
    public static Task<string> ApplySchema(IReadOnlyList<string> settings) =>
        throw new SiloSettingsException("the simulated engine keeps everything in memory and knows no database; expected engine Orleans (./sva --engine orleans ...)");
}
