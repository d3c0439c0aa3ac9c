namespace SvaOrleans.Conformance.Tests.Grains;

[GenerateSerializer]
public sealed class Balance
{
    [Id(0)]
    public int Amount { get; set; }

    [Id(1)]
    public List<string> Lines { get; set; } = [];

    [Id(2)]
    public IStoredGrain? Partner { get; set; }
}

// Two views of one record, so that a write of an activation can be overtaken by another write of the same activation.
public interface IStoredGrain : IGrainWithStringKey
{
    Task<string> Read();

    Task<string> Write(int amount);

    // Changes the state and does not write it.
    Task Change(int amount);

    Task<string> Clear();

    Task<string> ReadAgain();

    Task WriteThroughOtherView(int amount);

    // Writes by the first view and catches the exception.
    Task<string> TryWrite(int amount);

    Task Partner(IStoredGrain partner);

    Task<bool> IsPartner(IStoredGrain grain);

    Task Leave();
}

[GrainType(Name)]
public sealed class StoredGrain(
    [PersistentState("balance")] IPersistentState<Balance> first,
    [PersistentState("balance")] IPersistentState<Balance> second
) : Grain, IStoredGrain
{
    public const string Name = "stored";

    public Task<string> Read() => Task.FromResult(Text());

    public async Task<string> Write(int amount)
    {
        var before = first.Etag;
        await Change(amount);
        await first.WriteStateAsync();
        return $"{Text()}{(first.Etag is not null && first.Etag != before ? " new tag" : " same tag")}";
    }

    public Task Change(int amount)
    {
        first.State.Amount = amount;
        first.State.Lines.Add($"={amount}");
        return Task.CompletedTask;
    }

    public async Task<string> Clear()
    {
        await first.ClearStateAsync();
        return Text();
    }

    public async Task<string> ReadAgain()
    {
        await first.ReadStateAsync();
        return Text();
    }

    public async Task WriteThroughOtherView(int amount)
    {
        second.State.Amount = amount;
        await second.WriteStateAsync();
    }

    public async Task<string> TryWrite(int amount)
    {
        try
        {
            return await Write(amount);
        }
        catch (Orleans.Storage.InconsistentStateException)
        {
            return "refused";
        }
    }

    public async Task Partner(IStoredGrain partner)
    {
        first.State.Partner = partner;
        await first.WriteStateAsync();
    }

    public Task<bool> IsPartner(IStoredGrain grain) => Task.FromResult(first.State.Partner?.GetGrainId() == grain.GetGrainId());

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private string Text() => $"{first.State.Amount} [{string.Join(' ', first.State.Lines)}] {(first.RecordExists ? "exists" : "absent")}";
}
