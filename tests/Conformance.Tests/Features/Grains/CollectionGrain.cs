using Orleans.Concurrency;

namespace SvaOrleans.Conformance.Tests.Features.Grains;

// Keeps the collections that it is given, and gives them away.
public interface ICollectionGrain : IGrainWithStringKey
{
    Task<List<string>> Keep(List<string> list, Dictionary<string, int[]> table);

    Task<string> Kept();

    Task<object> Mixed(object things);

    Task<Immutable<List<string>>> Share(Immutable<List<string>> list);

    // As a caller on the same silo: which of list, table, result and shared list are the same object at the other side?
    Task<string> Compare(ICollectionGrain other);

    Task<bool> IsKept(Immutable<object> list);
}

public sealed class CollectionGrain : Grain, ICollectionGrain
{
    private List<string> _list = [];
    private Dictionary<string, int[]> _table = [];

    public Task<List<string>> Keep(List<string> list, Dictionary<string, int[]> table)
    {
        _list = list;
        _table = table;
        list.Add("kept");
        return Task.FromResult(list);
    }

    public Task<string> Kept() => Task.FromResult($"{string.Join(' ', _list)}; x={_table["x"][0]}");

    public Task<object> Mixed(object things) => Task.FromResult(things);

    public Task<Immutable<List<string>>> Share(Immutable<List<string>> list) => Task.FromResult(list);

    public async Task<string> Compare(ICollectionGrain other)
    {
        List<string> list = ["a"];
        var result = await other.Keep(list, []);
        var isArgument = await other.IsKept(new Immutable<object>(list));
        var isResult = await other.IsKept(new Immutable<object>(result));
        var isShared = ReferenceEquals(list, (await other.Share(new Immutable<List<string>>(list))).Value);
        return $"argument {isArgument}, result {isResult}, shared {isShared}";
    }

    public Task<bool> IsKept(Immutable<object> list) => Task.FromResult(ReferenceEquals(_list, list.Value));
}
