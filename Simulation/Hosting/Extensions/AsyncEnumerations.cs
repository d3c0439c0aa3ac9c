namespace SvaOrleans.Simulation.Hosting.Extensions;

/// <summary>The sequences that callers of one activation are reading (<see cref="IAsyncEnumerable{T}"/> methods). Their waits are in
/// virtual time.</summary>
internal sealed class AsyncEnumerations(IGrainContext context, TimeProvider time) : IAsyncEnumerableGrainExtension, IAsyncDisposable
{
    // A caller that waits longer for an element calls again, before its call times out.
    private readonly TimeSpan _patience = ((SimulatedGrainContext)context).Cluster.World.Options.ResponseTimeout / 2;
    private readonly Dictionary<Guid, Entry> _entries = [];

    public ValueTask<(EnumerationResult Status, object? Value)> StartEnumeration<T>(
        Guid requestId,
        IAsyncEnumerableRequest<T> request,
        CancellationToken cancellationToken
    )
    {
        request.SetTarget(context);
        CancellationTokenSource cancellation = new();
        Entry entry = new(request.InvokeImplementation().GetAsyncEnumerator(cancellation.Token), cancellation, request.MaxBatchSize);
        if (!_entries.TryAdd(requestId, entry))
        {
            throw new InvalidOperationException("A sequence with this id is being read already.");
        }

        return Next<T>(requestId, entry, cancellationToken);
    }

    public ValueTask<(EnumerationResult Status, object? Value)> MoveNext<T>(Guid requestId, CancellationToken cancellationToken) =>
        _entries.TryGetValue(requestId, out var entry)
            ? Next<T>(requestId, entry, cancellationToken)
            : new((EnumerationResult.MissingEnumeratorError, null));

    public ValueTask DisposeAsync(Guid requestId) => _entries.Remove(requestId, out var entry) ? End(entry) : default;

    public ValueTask DisposeAsync(Guid requestId, CancellationToken cancellationToken) => DisposeAsync(requestId);

    public async ValueTask DisposeAsync()
    {
        Entry[] left = [.. _entries.Values];
        _entries.Clear();
        foreach (var entry in left)
        {
            await End(entry);
        }
    }

    private static async ValueTask End(Entry entry)
    {
        entry.Cancellation.Cancel();
        try
        {
            if (entry.Pending is { } pending)
            {
                await pending;
            }

            await entry.Enumerator.DisposeAsync();
        }
        catch (Exception)
        {
            // The reader has left, and Orleans drops what its sequence throws then, too.
        }
    }

    // No Task.Delay with a token: when that is cancelled, Task.WhenAny ends on the thread pool.
    private async Task StepOrPatience(Task step, CancellationToken cancellation)
    {
        TaskCompletionSource over = new();
        using var timer = time.CreateTimer(
            static over => ((TaskCompletionSource)over!).TrySetResult(),
            over,
            _patience,
            Timeout.InfiniteTimeSpan
        );
        using var registration = cancellation.UnsafeRegister(static over => ((TaskCompletionSource)over!).TrySetResult(), over);
        await Task.WhenAny(step, over.Task);
    }

    private async ValueTask<(EnumerationResult Status, object? Value)> Next<T>(Guid requestId, Entry entry, CancellationToken cancellation)
    {
        var enumerator = (IAsyncEnumerator<T>)entry.Enumerator;
        List<T> ready = [];
        if (entry.Fault is { } former)
        {
            await DisposeAsync(requestId, CancellationToken.None);
            return (EnumerationResult.Error, former);
        }

        try
        {
            while (ready.Count < entry.BatchMax)
            {
                var step = entry.Pending ?? enumerator.MoveNextAsync().AsTask();
                entry.Pending = step;
                if (!step.IsCompleted)
                {
                    if (ready.Count > 0)
                    {
                        break;
                    }

                    await StepOrPatience(step, cancellation);
                    if (!step.IsCompleted)
                    {
                        return cancellation.IsCancellationRequested
                            ? await Ended(requestId, EnumerationResult.Canceled, null)
                            : (EnumerationResult.Heartbeat, null);
                    }
                }

                entry.Pending = null;
                if (!await step)
                {
                    return await Ended(requestId, EnumerationResult.Completed, ready);
                }

                ready.Add(enumerator.Current);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested || entry.Cancellation.IsCancellationRequested)
        {
            return await Ended(requestId, EnumerationResult.Canceled, null);
        }
        catch (Exception fault) when (ready.Count > 0)
        {
            // Elements that were queued before are read first.
            entry.Pending = null;
            entry.Fault = fault;
        }
        catch (Exception fault)
        {
            entry.Pending = null;
            await DisposeAsync(requestId, CancellationToken.None);
            return (EnumerationResult.Error, fault);
        }

        return ready.Count == 1 ? (EnumerationResult.Element, ready[0]) : (EnumerationResult.Batch, ready);

        async ValueTask<(EnumerationResult Status, object? Value)> Ended(Guid id, EnumerationResult status, List<T>? last)
        {
            await DisposeAsync(id, CancellationToken.None);
            return last switch
            {
                [var only] => (EnumerationResult.CompletedWithElement, only),
                [_, ..] => (EnumerationResult.CompletedWithBatch, last),
                _ => (status, null),
            };
        }
    }

    private sealed class Entry(IAsyncDisposable enumerator, CancellationTokenSource cancellation, int batchMax)
    {
        internal IAsyncDisposable Enumerator => enumerator;

        internal CancellationTokenSource Cancellation => cancellation;

        internal int BatchMax => batchMax;

        internal Task<bool>? Pending { get; set; }

        /// <summary>What the sequence has thrown, once there were elements before it.</summary>
        internal Exception? Fault { get; set; }
    }
}
