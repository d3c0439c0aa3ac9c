using SvaOrleans.Interfaces.Hosts;

namespace SvaOrleans.Grains.Kernel;

/// <summary>A wait queue for each of some keys, say for each bond. A wait begins with
/// <see cref="KernelObject.WaitIn{TKey, TResult}(WaitQueues{TKey, TResult}, TKey)"/> and fails when the object's boot ends.</summary>
/// <typeparam name="TKey">What the requests wait for.</typeparam>
/// <typeparam name="TResult">What a waiter gets when it is woken.</typeparam>
public sealed class WaitQueues<TKey, TResult> : IWaits
    where TKey : notnull
{
    private readonly SortedDictionary<TKey, TaskCompletionSource<TResult>> _queues = [];

    /// <summary>How many queues are open.</summary>
    public int Count => _queues.Count;

    /// <summary>The keys whose queues are open, in ascending order.</summary>
    public IEnumerable<TKey> Keys => _queues.Keys;

    /// <summary>Whether a queue is open: a request waits in it, or <see cref="Open"/> has opened it.</summary>
    public bool IsOpen(TKey key) => _queues.ContainsKey(key);

    /// <summary>Opens a queue before the first request waits in it.</summary>
    public void Open(TKey key) => _ = Find(key);

    /// <summary>Wakes every request that waits in a queue, and closes it.</summary>
    /// <returns>False when it was not open.</returns>
    public bool Wake(TKey key, TResult result)
    {
        if (!_queues.Remove(key, out var queue))
        {
            return false;
        }

        queue.TrySetResult(result);
        return true;
    }

    internal Task<TResult> Wait(TKey key) => Find(key).Task;

    void IWaits.Fail(HostRestartedException over)
    {
        foreach (var queue in _queues.Values)
        {
            queue.TrySetException(over);
        }
    }

    private TaskCompletionSource<TResult> Find(TKey key)
    {
        if (!_queues.TryGetValue(key, out var queue))
        {
            queue = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _queues.Add(key, queue);
        }

        return queue;
    }
}
