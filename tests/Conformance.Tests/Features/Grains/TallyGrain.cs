using Orleans.Concurrency;

namespace SvaOrleans.Conformance.Tests.Features.Grains;

// An extension that any grain can have.
public interface ITallyExtension : IGrainExtension
{
    Task<int> Add(int amount);

    [AlwaysInterleave]
    Task<string> Owner();
}

public sealed class TallyExtension(IGrainContext context) : ITallyExtension
{
    private int _sum;

    public Task<int> Add(int amount) => Task.FromResult(_sum += amount);

    public Task<string> Owner() => Task.FromResult($"{context.GrainId.Key} {context.GrainInstance?.GetType().Name}");
}

// One that a grain makes for itself.
public interface IMarkExtension : IGrainExtension
{
    Task<string> Mark();
}

public sealed class MarkExtension(string mark) : IMarkExtension
{
    public Task<string> Mark() => Task.FromResult(mark);
}

public interface ITallyGrain : IGrainWithStringKey
{
    Task<int> OwnAdd(int amount);

    Task SetMark(string mark);

    Task<string> Bind(string mark);

    // As a caller.
    Task<int> AddAt(ITallyGrain other, int amount);
}

public sealed class TallyGrain : Grain, ITallyGrain
{
    public Task<int> OwnAdd(int amount) => GrainContext.GetGrainExtension<ITallyExtension>().Add(amount);

    public Task SetMark(string mark)
    {
        GrainContext.SetComponent<IMarkExtension>(new MarkExtension(mark));
        return Task.CompletedTask;
    }

    public async Task<string> Bind(string mark)
    {
        var binder = GrainContext.GetComponent<IGrainExtensionBinder>()!;
        (var first, _) = binder.GetOrSetExtension<MarkExtension, IMarkExtension>(() => new MarkExtension(mark));
        (var second, var reference) = binder.GetOrSetExtension<MarkExtension, IMarkExtension>(() => new MarkExtension("never"));
        return $"{await first.Mark()}, same {ReferenceEquals(first, second)}, same grain {reference.GetGrainId() == this.GetGrainId()}";
    }

    public Task<int> AddAt(ITallyGrain other, int amount) => other.AsReference<ITallyExtension>().Add(amount);
}
