namespace SvaOrleans.Grains.Kernel;

/// <summary>Work of an object that runs one piece at a time, in the order in which it was requested: a mutex of the kernel whose holder
/// may sleep. Other requests of the object run meanwhile.</summary>
public sealed class Turns
{
    /// <summary>How many turns have been taken.</summary>
    public ulong Taken { get; private set; }

    /// <summary>Whether all turns have ended.</summary>
    public bool IsFree => LastEnded.IsCompleted;

    /// <summary>The end of the turn that was taken last, and its modelled time.</summary>
    public Task<VirtualTime> LastEnded { get; private set; } = Task.FromResult(VirtualTime.Zero);

    /// <summary>Takes a turn; it begins when <see cref="Turn.Before"/> has ended, and ends when it is disposed.</summary>
    public Turn Take()
    {
        Taken++;
        var turn = new Turn(LastEnded);
        LastEnded = turn.Ended;
        return turn;
    }
}

/// <summary>One turn of <see cref="Turns"/>.</summary>
/// <param name="before">The end of the turn before.</param>
public sealed class Turn(Task<VirtualTime> before) : IDisposable
{
    private readonly TaskCompletionSource<VirtualTime> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The end of the turn before, and its modelled time.</summary>
    public Task<VirtualTime> Before => before;

    /// <summary>The end of this turn.</summary>
    public Task<VirtualTime> Ended => _ended.Task;

    /// <summary>The modelled time at which the turn ends.</summary>
    public VirtualTime EndsAt { get; set; }

    /// <inheritdoc/>
    public void Dispose() => _ended.TrySetResult(EndsAt);
}
