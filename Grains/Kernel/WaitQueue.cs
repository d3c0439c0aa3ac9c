using SvaOrleans.Interfaces.Hosts;

namespace SvaOrleans.Grains.Kernel;

/// <summary>Requests that wait in an object until another request wakes them, in the order of their arrival. A wait begins with
/// <see cref="KernelObject.WaitIn{TResult}(WaitQueue{TResult})"/> and fails when the object's boot ends.</summary>
/// <typeparam name="TResult">What a waiter gets when it is woken.</typeparam>
public sealed class WaitQueue<TResult> : IWaits
{
    private readonly Queue<TaskCompletionSource<TResult>> _waiters = new();

    /// <summary>How many requests wait.</summary>
    public int Count => _waiters.Count;

    /// <summary>Wakes the request that has waited longest.</summary>
    /// <returns>False when none waits.</returns>
    public bool WakeFirst(TResult result)
    {
        if (!_waiters.TryDequeue(out var first))
        {
            return false;
        }

        first.TrySetResult(result);
        return true;
    }

    /// <summary>Wakes every request that waits.</summary>
    public void WakeAll(TResult result)
    {
        while (WakeFirst(result)) { }
    }

    internal Task<TResult> Wait()
    {
        var waiter = new TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiters.Enqueue(waiter);
        return waiter.Task;
    }

    void IWaits.Fail(HostRestartedException over)
    {
        foreach (var waiter in _waiters)
        {
            waiter.TrySetException(over);
        }
    }
}
