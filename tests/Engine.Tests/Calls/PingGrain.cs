using System.Collections.Immutable;
using Orleans.Concurrency;

namespace SvaOrleans.Engine.Tests.Calls;

public interface IPingGrain : IGrainWithStringKey
{
    ValueTask<int> Add(int a, int b);

    Task<string> Forward(string key, string text);

    Task<string> Echo(string text);

    ValueTask Fail(string message);

    Task FailLater(string message);

    Task<ImmutableArray<int?>> Numbers(int? first, IPingGrain? other);

    ValueTask<string> Chain(int depth);

    [OneWay]
    Task Drop(string text);

    ValueTask<int> Dropped();

    Task<string> ContextValue(string key, string? via);
}

[GrainType("ping")]
public sealed class PingGrain : Grain, IPingGrain
{
    private int _dropped;

    public ValueTask<int> Add(int a, int b) => new(a + b);

    public async Task<string> Forward(string key, string text)
    {
        var other = GrainFactory.GetGrain<IPingGrain>(key);
        return this.GetPrimaryKeyString() + ">" + await other.Echo(text);
    }

    public Task<string> Echo(string text) => Task.FromResult(this.GetPrimaryKeyString() + ":" + text);

    public ValueTask Fail(string message) => throw new InvalidOperationException(message);

    public async Task FailLater(string message)
    {
        await Task.Yield();
        throw new InvalidOperationException(message);
    }

    public async Task<ImmutableArray<int?>> Numbers(int? first, IPingGrain? other) => [first, other is null ? null : await other.Add(1, 2)];

    public async ValueTask<string> Chain(int depth)
    {
        if (depth == 0)
        {
            return "end";
        }

        var next = GrainFactory.GetGrain<IPingGrain>($"chain-{depth}");
        return $"{depth} {await next.Chain(depth - 1)}";
    }

    public Task Drop(string text)
    {
        _dropped++;
        throw new InvalidOperationException(text);
    }

    public ValueTask<int> Dropped() => new(_dropped);

    public async Task<string> ContextValue(string key, string? via) =>
        via is null ? $"{RequestContext.Get(key)}" : await GrainFactory.GetGrain<IPingGrain>(via).ContextValue(key, null);
}
