namespace SvaOrleans.Exploration.Tests.Search;

public interface ITwoHanded : IGrainWithStringKey
{
    /// <summary>Two things at once in one request, which only it knows of.</summary>
    Task Work();

    /// <summary>Lets the left hand go on.</summary>
    [Orleans.Concurrency.AlwaysInterleave]
    Task Open();
}

/// <summary>One hand waits for an answer, the other one inside the grain; which was first stands in a local variable until the end.</summary>
[GrainType("two-handed")]
public sealed class TwoHandedGrain : Grain, ITwoHanded
{
    private readonly TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Value { get; private set; }

    public async Task Work()
    {
        var hands = 0;
        await Task.WhenAll(Left(), Right());
        Value = hands;

        async Task Left()
        {
            await gate.Task;
            hands = (hands * 10) + 1;
            await GrainFactory.GetGrain<ICell>(GrainId.Create("cell", "left")).Run(new([]));
        }

        async Task Right()
        {
            await GrainFactory.GetGrain<ICell>(GrainId.Create("cell", "right")).Run(new([]));
            hands = (hands * 10) + 2;
        }
    }

    public Task Open()
    {
        gate.TrySetResult();
        return Task.CompletedTask;
    }
}
