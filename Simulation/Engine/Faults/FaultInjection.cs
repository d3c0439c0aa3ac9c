namespace SvaOrleans.Simulation.Engine.Faults;

/// <summary>Offers failures to the strategy and holds back the messages that a chosen failure delays.</summary>
internal sealed class FaultInjection(World world)
{
    private readonly List<(Step Message, long Due)> _held = [];
    private FaultSource? _source;
    private FaultOptions? _options;

    /// <summary>How many failures have happened since the last reset.</summary>
    internal int Count { get; private set; }

    internal IEnumerable<Step> Held => _held.Select(static held => held.Message);

    internal void Allow(FaultOptions options)
    {
        _options = options;
        _source = new FaultSource(world, options);
        world.Ready.Faults = _source.Possible;
    }

    internal void Stop()
    {
        End();
        ReleaseHeld(long.MaxValue);
    }

    internal void Reset()
    {
        _held.Clear();
        End();
        Count = 0;
    }

    /// <summary>A ready message is held: for a while, or until the faults stop.</summary>
    internal void Hold(Step message, bool isDelay)
    {
        for (var index = 0; index < world.Ready.Count; index++)
        {
            if (ReferenceEquals(world.Ready[index], message))
            {
                world.Ready.Take(index);
                _held.Add((message, isDelay ? world.Clock.Now + _options!.Delay.Ticks : long.MaxValue));
                return;
            }
        }
    }

    /// <summary>Looks for what may go wrong at the next step.</summary>
    /// <returns>How many faults the strategy may choose.</returns>
    internal int Look()
    {
        if (_source is null)
        {
            return 0;
        }

        _source.Look();
        return world.Ready.FaultCount = _source.Possible.Count;
    }

    internal FaultStep Take(int index)
    {
        Count++;
        return _source!.Take(index);
    }

    internal long NextHeldDue()
    {
        var next = long.MaxValue;
        foreach ((var _, var due) in _held)
        {
            next = Math.Min(next, due);
        }

        return next;
    }

    internal void ReleaseHeld(long until)
    {
        for (var index = 0; index < _held.Count; )
        {
            if (_held[index].Due <= until)
            {
                var message = _held[index].Message;
                _held.RemoveAt(index);
                world.MakeReady(message, message.Kind);
            }
            else
            {
                index++;
            }
        }
    }

    private void End()
    {
        _source = null;
        world.Ready.Faults = [];
        world.Ready.FaultCount = 0;
    }
}
