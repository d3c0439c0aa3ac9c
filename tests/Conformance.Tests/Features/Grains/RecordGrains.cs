namespace SvaOrleans.Conformance.Tests.Features.Grains;

[GenerateSerializer]
public sealed class Card
{
    [Id(0)]
    public int Points { get; set; }

    [Id(1)]
    public List<string> Names { get; set; } = [];
}

public interface IRecordGrain : IGrainWithStringKey
{
    Task<string> Read();

    Task Change(int points, string name);

    Task Write();

    Task Clear();

    Task ReadAgain();

    Task Leave();
}

// The older way: the record is the grain's base class's, and is read before OnActivateAsync.
public sealed class BaseRecordGrain : Grain<Card>, IRecordGrain
{
    private int _atActivation;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _atActivation = State.Points;
        return Task.CompletedTask;
    }

    public Task<string> Read() => Task.FromResult($"{State.Points} [{string.Join(' ', State.Names)}], {_atActivation} at activation");

    public Task Change(int points, string name)
    {
        State.Points = points;
        State.Names.Add(name);
        return Task.CompletedTask;
    }

    public Task Write() => WriteStateAsync();

    public Task Clear() => ClearStateAsync();

    public Task ReadAgain() => ReadStateAsync();

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

// Records at two providers. Their names differ, since all memory storage of a cluster is one: there one name is one record.
public sealed class NamedRecordGrain(
    [PersistentState("card")] IPersistentState<Card> plain,
    [PersistentState("filed", NamedRecordGrain.Provider)] IPersistentState<Card> named
) : Grain, IRecordGrain
{
    public const string Provider = "archive";
    private int _atActivation;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _atActivation = named.State.Points;
        return Task.CompletedTask;
    }

    public Task<string> Read() => Task.FromResult($"{plain.State.Points} and {named.State.Points}, {_atActivation} at activation");

    public Task Change(int points, string name)
    {
        plain.State.Points = points;
        named.State.Points = 10 * points;
        named.State.Names.Add(name);
        return Task.CompletedTask;
    }

    public Task Write() => named.WriteStateAsync();

    public Task Clear() => named.ClearStateAsync();

    public Task ReadAgain() => named.ReadStateAsync();

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
