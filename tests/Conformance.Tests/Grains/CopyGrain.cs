namespace SvaOrleans.Conformance.Tests.Grains;

[GenerateSerializer]
public sealed class Box
{
    [Id(0)]
    public List<int> Numbers { get; set; } = [];

    [Id(1)]
    public Box? Inner { get; set; }
}

[GenerateSerializer]
[Immutable]
public sealed class FrozenBox(int[] numbers)
{
    [Id(0)]
    public int[] Numbers { get; } = numbers;
}

public interface ICopyGrain : IGrainWithStringKey
{
    // Keeps the argument, appends to it, and returns what it kept.
    Task<Box> Keep(Box box);

    // What Keep kept.
    Task<string> Kept();

    Task<Box> Echo(Box box);

    Task<FrozenBox> EchoFrozen(FrozenBox box);

    Task<bool> EchoSame([Immutable] Box box);

    // As a caller on the same silo: does the argument come back as the same object?
    Task<string> Compare(ICopyGrain other);

    // As a caller: changes the argument between the call and its delivery, and afterwards.
    Task<string> ChangeAfterSending(ICopyGrain other);

    Task<bool> Refers(ICopyGrain to);
}

[GrainType(Name)]
public sealed class CopyGrain : Grain, ICopyGrain
{
    public const string Name = "copy";
    private Box? _kept;
    private Box? _shared;

    public Task<Box> Keep(Box box)
    {
        _kept = box;
        box.Numbers.Add(-1);
        box.Inner?.Numbers.Add(-2);
        return Task.FromResult(_kept);
    }

    public Task<string> Kept() => Task.FromResult(Text(_kept!));

    public Task<Box> Echo(Box box) => Task.FromResult(box);

    public Task<FrozenBox> EchoFrozen(FrozenBox box) => Task.FromResult(box);

    public Task<bool> EchoSame(Box box)
    {
        var same = ReferenceEquals(_shared, box);
        _shared = box;
        return Task.FromResult(same);
    }

    public async Task<string> Compare(ICopyGrain other)
    {
        Box box = new();
        FrozenBox frozen = new([1, 2]);
        var boxIsSame = ReferenceEquals(box, await other.Echo(box));
        var frozenIsSame = ReferenceEquals(frozen, await other.EchoFrozen(frozen));
        await other.EchoSame(box);
        var parameterIsSame = await other.EchoSame(box);
        return $"class {boxIsSame}, immutable class {frozenIsSame}, immutable parameter {parameterIsSame}";
    }

    public async Task<string> ChangeAfterSending(ICopyGrain other)
    {
        Box box = new()
        {
            Numbers = [1],
            Inner = new Box { Numbers = [2] },
        };
        var keeping = other.Keep(box);
        box.Numbers.Add(99);
        var answer = await keeping;
        answer.Numbers.Add(98);
        answer.Inner!.Numbers.Add(97);
        return $"caller {Text(box)}, answer {Text(answer)}, target {await other.Kept()}";
    }

    public Task<bool> Refers(ICopyGrain to) => Task.FromResult(to.GetGrainId() == this.GetGrainId());

    private static string Text(Box box) =>
        $"[{string.Join(' ', box.Numbers)}{(box.Inner is { } inner ? " " + Text(inner) : string.Empty)}]";
}
