namespace SvaOrleans.Exploration.Tests.Search;

public interface ITwoHanded : IGrainWithStringKey
{
    /// <summary>Two things at once in one request, which only it knows of: one hand waits for an answer.</summary>
    /// <param name="goesOn">Whether the other one calls on when it is let.</param>
    Task Work(bool goesOn);

    /// <summary>Two things at once in one request, both of which wait until they are let.</summary>
    Task WaitTwice();

    /// <summary>Lets the left hand go on.</summary>
    [Orleans.Concurrency.AlwaysInterleave]
    Task Open();

    /// <summary>Lets the right hand go on.</summary>
    [Orleans.Concurrency.AlwaysInterleave]
    Task OpenOther();
}

/// <summary>Which hand was first stands in a local variable until the end.</summary>
[GrainType("two-handed")]
public sealed class TwoHandedGrain : Grain, ITwoHanded
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _otherGate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Value { get; private set; }

    public async Task Work(bool goesOn)
    {
        var hands = 0;
        await Task.WhenAll(Left(), Right());
        Value = hands;

        async Task Left()
        {
            await _gate.Task;
            hands = (hands * 10) + 1;
            if (goesOn)
            {
                await GrainFactory.GetGrain<ICell>(GrainId.Create("cell", "left")).Run(new([]));
            }
        }

        async Task Right()
        {
            await GrainFactory.GetGrain<ICell>(GrainId.Create("cell", "right")).Run(new([]));
            hands = (hands * 10) + 2;
        }
    }

    public async Task WaitTwice()
    {
        var hands = 0;
        await Task.WhenAll(Left(), Right());
        Value = hands;

        async Task Left()
        {
            await _gate.Task;
            hands = (hands * 10) + 1;
        }

        async Task Right()
        {
            await _otherGate.Task;
            hands = (hands * 10) + 2;
        }
    }

    public Task Open()
    {
        _gate.TrySetResult();
        return Task.CompletedTask;
    }

    public Task OpenOther()
    {
        _otherGate.TrySetResult();
        return Task.CompletedTask;
    }
}
