namespace SvaOrleans.Conformance.Tests.Features.Grains;

// No [GenerateSerializer]: Orleans has no copier for it.
public sealed class BareRecord
{
    public int Count { get; set; }
}

public interface IUnserializableGrain : IGrainWithStringKey
{
    Task<int> Increment();

    Task Leave();
}

public sealed class UnserializableGrain([PersistentState("bare")] IPersistentState<BareRecord> record) : Grain, IUnserializableGrain
{
    public async Task<int> Increment()
    {
        record.State.Count++;
        await record.WriteStateAsync();
        return record.State.Count;
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
