using System.Runtime.CompilerServices;
using Orleans.Concurrency;

namespace SvaOrleans.Conformance.Tests.Features.Grains;

// Methods that give a sequence bit by bit.
public interface ICountingGrain : IGrainWithStringKey
{
    IAsyncEnumerable<int> Count(int most, CancellationToken token = default);

    // Throws after some numbers.
    IAsyncEnumerable<int> Failing(int after);

    // Ends only when cancelled; the log records the state of its token.
    IAsyncEnumerable<List<int>> Endless(CancellationToken token = default);

    // As a caller: the sum of another grain's numbers.
    Task<int> Sum(ICountingGrain other, int most);

    Task Hold();

    [AlwaysInterleave]
    Task Holding();

    [AlwaysInterleave]
    Task Release();
}

public sealed class CountingGrain : Grain, ICountingGrain
{
    private readonly TaskCompletionSource _holding = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private string Key => this.GetPrimaryKeyString();

    public async IAsyncEnumerable<int> Count(int most, [EnumeratorCancellation] CancellationToken token = default)
    {
        for (var i = 1; i <= most; i++)
        {
            token.ThrowIfCancellationRequested();
            await Task.Yield();
            yield return i;
        }

        LifeLog.Add(Key, "counted");
    }

    public async IAsyncEnumerable<int> Failing(int after)
    {
        for (var i = 1; i <= after; i++)
        {
            await Task.Yield();
            yield return i;
        }

        throw new InvalidOperationException("no more numbers");
    }

    public async IAsyncEnumerable<List<int>> Endless([EnumeratorCancellation] CancellationToken token = default)
    {
        List<int> numbers = [];
        try
        {
            while (true)
            {
                numbers.Add(numbers.Count);
                await Task.Yield();
                yield return numbers;
            }
        }
        finally
        {
            LifeLog.Add(Key, $"left, cancelled {token.IsCancellationRequested}");
        }
    }

    public async Task<int> Sum(ICountingGrain other, int most)
    {
        var sum = 0;
        await foreach (var number in other.Count(most))
        {
            sum += number;
        }

        return sum;
    }

    public async Task Hold()
    {
        _holding.SetResult();
        await _released.Task;
    }

    public Task Holding() => _holding.Task;

    public Task Release()
    {
        _released.SetResult();
        return Task.CompletedTask;
    }
}
