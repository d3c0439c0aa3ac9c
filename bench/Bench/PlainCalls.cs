using SvaOrleans.Bench.Grains;

namespace SvaOrleans.Bench;

/// <summary>The yardstick: the same awaited virtual call without any engine.</summary>
internal static class PlainCalls
{
    /// <summary>Awaits calls that complete at once: the least that an awaited virtual call can cost.</summary>
    public static Task<long> Completing(int calls) => Call(new CompletingPing(), calls);

    /// <summary>Awaits calls that yield on a single-threaded context, as every grain call does: the caller is suspended and
    /// resumed.</summary>
    public static long Yielding(int calls)
    {
        var before = SynchronizationContext.Current;
        var loop = new SingleThread();
        SynchronizationContext.SetSynchronizationContext(loop);
        try
        {
            return loop.Drive(Call(new YieldingPing(), calls));
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    private static async Task<long> Call(IPing target, int calls)
    {
        var last = 0L;
        for (var call = 0; call < calls; call++)
        {
            last = await target.Ping(1);
        }

        return last;
    }

    private sealed class CompletingPing : IPing
    {
        private long _sum;

        public ValueTask<long> Ping(long value) => new(_sum += value);
    }

    private sealed class YieldingPing : IPing
    {
        private long _sum;

        public async ValueTask<long> Ping(long value)
        {
            await Task.Yield();
            return _sum += value;
        }
    }

    private sealed class SingleThread : SynchronizationContext
    {
        private readonly Queue<(SendOrPostCallback Callback, object? State)> _ready = new();

        public override void Post(SendOrPostCallback d, object? state) => _ready.Enqueue((d, state));

        public long Drive(Task<long> task)
        {
            while (_ready.TryDequeue(out var next))
            {
                next.Callback(next.State);
            }

            return task.IsCompleted ? task.Result : throw new InvalidOperationException("the calls never ended");
        }
    }
}
