using Orleans.Concurrency;

namespace SvaOrleans.Conformance.Tests.Grains;

// Notices if two turns of one activation ever overlap in time.
public interface ITurnGrain : IGrainWithStringKey
{
    Task Work(ITurnGrain leaf);

    Task Leaf();

    Task<string> Verdict();
}

[GrainType(Name)]
[Reentrant]
public sealed class TurnGrain(TimeProvider clock) : Grain, ITurnGrain
{
    public const string Name = "turns";
    private int _inside;
    private int _overlaps;
    private int _plainCount;

    public async Task Work(ITurnGrain leaf)
    {
        Segment();
        await Task.Yield();
        Segment();
        await leaf.Leaf();
        Segment();
        await Task.Delay(TimeSpan.FromMilliseconds(1), clock);
        Segment();
        await Task.WhenAll(leaf.Leaf(), leaf.Leaf());
        Segment();
    }

    public Task Leaf() => Task.CompletedTask;

    public Task<string> Verdict() => Task.FromResult($"{_plainCount} segments, {_overlaps} overlaps");

    // A stretch of code between two awaits; the count is not protected by anything but the turn.
    private void Segment()
    {
        if (Interlocked.Increment(ref _inside) != 1)
        {
            _overlaps++;
        }

        var before = _plainCount;
        Thread.SpinWait(200);
        _plainCount = before + 1;
        Interlocked.Decrement(ref _inside);
    }
}
