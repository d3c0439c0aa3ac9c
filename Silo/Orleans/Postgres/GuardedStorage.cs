using Orleans.Storage;

namespace SvaOrleans.Silo.Orleans.Postgres;

/// <summary>Storage in a database, with one row per grain that no other grain uses. A fault of the database reaches the caller as a
/// message, because the exceptions of Npgsql cannot be serialized. After a fault of a write it is not known whether the state is
/// stored.</summary>
/// <param name="inner">The storage.</param>
/// <param name="at">The database.</param>
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
            // Without the inner exception, which cannot be serialized.
            throw new OrleansException(why);
        }
    }
}
