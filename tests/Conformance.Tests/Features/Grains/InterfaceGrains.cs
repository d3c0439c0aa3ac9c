using Orleans.Metadata;

namespace SvaOrleans.Conformance.Tests.Features.Grains;

public enum Colour
{
    Red,
    Green,
}

[GenerateSerializer]
public sealed record Point([property: Id(0)] int X, [property: Id(1)] int Y);

[GenerateSerializer]
[Alias("conformance.span")]
public readonly record struct Span([property: Id(0)] long From, [property: Id(1)] long To);

public interface INamed : IGrainWithStringKey
{
    Task<string> Name();
}

public interface ICounted : INamed
{
    ValueTask Add(int amount);

    ValueTask Add(int amount, string unit);

    ValueTask<int> Total();

    ValueTask<int> TotalLater();
}

public interface IPainted : IGrainWithStringKey
{
    // Two interfaces of one class have a method of this name.
    Task<string> Name();

    Task<Colour?> Paint(Colour? colour, Point? point = null);

    Task<(Point Point, Span Span, Colour[] Colours)> All(Point point, Span span, Colour[] colours);
}

public sealed class WideGrain : Grain, ICounted, IPainted
{
    private int _total;

    Task<string> INamed.Name() => Task.FromResult("named");

    Task<string> IPainted.Name() => Task.FromResult("painted");

    public ValueTask Add(int amount)
    {
        _total += amount;
        return default;
    }

    public async ValueTask Add(int amount, string unit)
    {
        await Task.Yield();
        _total += amount * (unit == "dozen" ? 12 : 1);
    }

    public ValueTask<int> Total() => new(_total);

    public async ValueTask<int> TotalLater()
    {
        await Task.Yield();
        return _total;
    }

    public Task<Colour?> Paint(Colour? colour, Point? point = null) => Task.FromResult(point is null ? colour : Colour.Green);

    public Task<(Point Point, Span Span, Colour[] Colours)> All(Point point, Span span, Colour[] colours) =>
        Task.FromResult((point, span, colours));
}

// The caller need not say which class.
[DefaultGrainType("preferred")]
public interface IPreferred : IGrainWithStringKey
{
    Task<string> Class();
}

[GrainType("preferred")]
public sealed class PreferredGrain : Grain, IPreferred
{
    public Task<string> Class() => Task.FromResult("preferred");
}

public sealed class UnpreferredGrain : Grain, IPreferred
{
    public Task<string> Class() => Task.FromResult("unpreferred");
}

// A name on the wire for a generic interface says how many arguments it has.
[Alias("conformance.aliased`1")]
public interface IAliasedGrain<T> : IGrainWithStringKey
{
    [Alias("twice")]
    Task<T[]> Twice(T thing);
}

public sealed class AliasedGrain<T> : Grain, IAliasedGrain<T>
{
    public Task<T[]> Twice(T thing) => Task.FromResult<T[]>([thing, thing]);
}
