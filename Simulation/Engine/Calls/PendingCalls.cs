namespace SvaOrleans.Simulation;

/// <summary>The unanswered calls that share one response time-out. As time never goes back, the oldest is the next to expire.</summary>
internal sealed class PendingCalls(long timeoutTicks)
{
    internal long TimeoutTicks => timeoutTicks;

    internal Request? Oldest { get; private set; }

    private Request? Newest { get; set; }

    internal void Add(Request request, long now)
    {
        request.Deadline = timeoutTicks < 0 ? long.MaxValue : now + timeoutTicks;
        request.Pending = this;
        request.PendingBefore = Newest;
        request.PendingAfter = null;
        if (Newest is null)
        {
            Oldest = request;
        }
        else
        {
            Newest.PendingAfter = request;
        }

        Newest = request;
    }

    internal void Remove(Request request)
    {
        Request? before = request.PendingBefore;
        Request? after = request.PendingAfter;
        if (before is null)
        {
            Oldest = after;
        }
        else
        {
            before.PendingAfter = after;
        }

        if (after is null)
        {
            Newest = before;
        }
        else
        {
            after.PendingBefore = before;
        }

        request.Pending = null;
        request.PendingBefore = null;
        request.PendingAfter = null;
    }

    internal void Clear()
    {
        Oldest = null;
        Newest = null;
    }
}
