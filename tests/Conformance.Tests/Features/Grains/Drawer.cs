using System.Collections.Concurrent;
using Orleans.Providers;
using Orleans.Storage;

namespace SvaOrleans.Conformance.Tests.Features.Grains;

// A storage provider of the program's own: cards in a table, with a number as their tag.
public sealed class Drawer : IGrainStorage
{
    public const string Name = "drawer";
    private readonly ConcurrentDictionary<string, (int Points, int Tag)> _cards = [];

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (_cards.TryGetValue(Key(stateName, grainId), out var card))
        {
            Keep(grainState, new Card { Points = card.Points }, card.Tag);
        }
        else
        {
            grainState.RecordExists = false;
        }

        LifeLog.Add(grainId.Key.ToString()!, $"read {stateName}");
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var card = (Card)(object)grainState.State!;
        if (card.Points < 0)
        {
            throw new InconsistentStateException("Points are not negative.");
        }

        var tag = int.Parse(grainState.ETag ?? "0") + 1;
        _cards[Key(stateName, grainId)] = (card.Points, tag);
        Keep(grainState, card, tag);
        LifeLog.Add(grainId.Key.ToString()!, $"write {stateName}");
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        _cards.TryRemove(Key(stateName, grainId), out _);
        grainState.ETag = null;
        grainState.RecordExists = false;
        grainState.State = (T)(object)new Card();
        LifeLog.Add(grainId.Key.ToString()!, $"clear {stateName}");
        return Task.CompletedTask;
    }

    private static string Key(string stateName, GrainId grainId) => $"{grainId}/{stateName}";

    private static void Keep<T>(IGrainState<T> grainState, Card card, int tag)
    {
        grainState.State = (T)(object)card;
        grainState.ETag = $"{tag}";
        grainState.RecordExists = true;
    }
}

public sealed class DrawerRecordGrain([PersistentState("card", Drawer.Name)] IPersistentState<Card> card) : Grain, IRecordGrain
{
    public Task<string> Read() => Task.FromResult($"{card.State.Points} {card.RecordExists} {card.Etag}");

    public Task Change(int points, string name)
    {
        card.State.Points = points;
        return Task.CompletedTask;
    }

    public Task Write() => card.WriteStateAsync();

    public Task Clear() => card.ClearStateAsync();

    public Task ReadAgain() => card.ReadStateAsync();

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

[StorageProvider(ProviderName = Drawer.Name)]
public sealed class DrawerBaseRecordGrain : Grain<Card>, IRecordGrain
{
    public Task<string> Read() => Task.FromResult($"{State.Points}");

    public Task Change(int points, string name)
    {
        State.Points = points;
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
