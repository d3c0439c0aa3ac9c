using SvaOrleans.Model.Hashing;

namespace SvaOrleans.Model.Queues;

/// <summary>The time at which an IOMMU's command queue is free: commands run in order, so a slow one delays all behind it.</summary>
public sealed class CommandQueueClock : IModelState<CommandQueueClock>
{
    /// <summary>When the last command submitted will be done.</summary>
    public VirtualTime FreeAt { get; private set; }

    /// <summary>Commands submitted.</summary>
    public ulong Submitted { get; private set; }

    /// <summary>Commands that had to wait for earlier ones.</summary>
    public ulong Delayed { get; private set; }

    /// <summary>Time spent working, over all commands.</summary>
    public VirtualTime Busy { get; private set; }

    /// <summary>Time spent waiting for earlier commands, over all commands.</summary>
    public VirtualTime Waited { get; private set; }

    /// <summary>Submits a command, or a batch that runs as one.</summary>
    /// <param name="at">The time of submission; may be before an earlier submission's time, and the earlier submission still runs
    /// first.</param>
    /// <param name="cost">Its duration; not negative.</param>
    /// <returns>When it is done: <paramref name="cost"/> after the later of <paramref name="at"/> and <see cref="FreeAt"/>.</returns>
    public VirtualTime Submit(VirtualTime at, VirtualTime cost)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cost, VirtualTime.Zero);
        var start = VirtualTime.Max(at, FreeAt);
        FreeAt = start + cost;
        Submitted++;
        Delayed += start > at ? 1ul : 0ul;
        Busy += cost;
        Waited += start - at;
        return FreeAt;
    }

    /// <inheritdoc/>
    public CommandQueueClock Copy() =>
        new()
        {
            FreeAt = FreeAt,
            Submitted = Submitted,
            Delayed = Delayed,
            Busy = Busy,
            Waited = Waited,
        };

    /// <inheritdoc/>
    public ulong Hash()
    {
        var hash = default(StateHash);
        hash.Add(FreeAt.Nanoseconds);
        hash.Add(Submitted);
        hash.Add(Delayed);
        hash.Add(Busy.Nanoseconds);
        hash.Add(Waited.Nanoseconds);
        return hash.Value;
    }

    /// <inheritdoc/>
    public void Check()
    {
        ModelInvariantException.Require(Busy <= FreeAt, 36, $"a queue was busy for {Busy} by {FreeAt}");
        ModelInvariantException.Require(
            Delayed <= Submitted && Waited >= VirtualTime.Zero,
            36,
            "a queue let a command pass an earlier one"
        );
    }
}
