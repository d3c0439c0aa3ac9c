namespace SvaOrleans.Conformance.Tests.Features.Grains;

// Passes itself on.
public interface ISelfGrain : IGrainWithStringKey
{
    Task<string> Key();

    // Gives itself to another grain, which calls its key later.
    Task GiveTo(ISelfGrain other, bool asReference);

    Task Take(ISelfGrain giver, List<ISelfGrain> givers, Dictionary<ISelfGrain, int> numbers);

    Task<string> Taken();
}

public sealed class SelfGrain : Grain, ISelfGrain
{
    private readonly List<ISelfGrain> _taken = [];

    public Task<string> Key() => Task.FromResult(this.GetPrimaryKeyString());

    public Task GiveTo(ISelfGrain other, bool asReference)
    {
        var self = this.AsReference<ISelfGrain>();
        return other.Take(asReference ? self : this, [self, other], new() { [self] = 1, [other] = 2 });
    }

    public Task Take(ISelfGrain giver, List<ISelfGrain> givers, Dictionary<ISelfGrain, int> numbers)
    {
        _taken.Add(giver);
        _taken.Add(givers[0]);
        Assert.Equal((1, 2), (numbers[giver], numbers[this.AsReference<ISelfGrain>()]));
        return Task.CompletedTask;
    }

    public async Task<string> Taken()
    {
        List<string> keys = [];
        foreach (var grain in _taken)
        {
            keys.Add(await grain.Key());
        }

        return string.Join(' ', keys);
    }
}
