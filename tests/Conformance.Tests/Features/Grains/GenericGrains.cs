namespace SvaOrleans.Conformance.Tests.Features.Grains;

// A generic interface with a generic class, and a method that is generic itself.
public interface IShelfGrain<T> : IGrainWithStringKey
{
    Task Put(T thing);

    Task<List<T>> Things();

    Task<TOther> Swap<TOther>(T thing, TOther other);
}

public sealed class ShelfGrain<T> : Grain, IShelfGrain<T>
{
    private readonly List<T> _things = [];

    public Task Put(T thing)
    {
        _things.Add(thing);
        return Task.CompletedTask;
    }

    public Task<List<T>> Things() => Task.FromResult(_things);

    public Task<TOther> Swap<TOther>(T thing, TOther other)
    {
        _things.Add(thing);
        return Task.FromResult(other);
    }
}

// A generic interface whose only class is for one argument.
public interface ISumGrain<T> : IGrainWithStringKey
{
    Task<T> Add(T amount);
}

public sealed class NumberSumGrain : Grain, ISumGrain<int>
{
    private int _sum;

    public Task<int> Add(int amount) => Task.FromResult(_sum += amount);
}

// Generic methods of an interface that is not.
public interface IEchoGrain : IGrainWithStringKey
{
    Task<T> Echo<T>(T value);

    Task<string> NameOf<T>();

    // As a caller.
    Task<string> Through(IShelfGrain<string> shelf, string thing);
}

public sealed class EchoGrain : Grain, IEchoGrain
{
    public Task<T> Echo<T>(T value) => Task.FromResult(value);

    public Task<string> NameOf<T>() => Task.FromResult(typeof(T).Name);

    public async Task<string> Through(IShelfGrain<string> shelf, string thing)
    {
        await shelf.Put(thing);
        return string.Join(' ', await shelf.Things());
    }
}
