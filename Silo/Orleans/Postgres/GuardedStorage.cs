using Orleans.Storage;

namespace SvaOrleans.Silo.Orleans.Postgres;

/// <summary>Storage in a database, where each grain has a row that is nobody else's. The database's faults are told to whoever asked in
/// words that can travel: those of the database's own library cannot. Nobody knows then whether what was to be stored is stored.</summary>
/// <param name="inner">The storage.</param>
/// <param name="at">Where it is.</param>
internal sealed class GuardedStorage(IGrainStorage inner, PostgresConnection at) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Guard(() => inner.ReadStateAsync(StoredRow.KindOf(stateName, grainId), grainId, grainState));

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Guard(() => inner.WriteStateAsync(StoredRow.KindOf(stateName, grainId), grainId, grainState));

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Guard(() => inner.ClearStateAsync(StoredRow.KindOf(stateName, grainId), grainId, grainState));

    private async Task Guard(Func<Task> ask)
    {
        try
        {
            await ask();
        }
        catch (Exception failure) when (StorageFaults.Explain(failure, at) is { } why)
        {
            // Without what caused it: that is what cannot travel.
            throw new OrleansException(why);
        }
    }
}
