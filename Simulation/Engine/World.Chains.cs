namespace SvaOrleans.Simulation.Engine;

/// <content>Call chains.</content>
public sealed partial class World
{
    private readonly Dictionary<Guid, Guid> _chains = [];

    /// <summary>The counted id of a call chain whose own id is drawn at random, so that runs never depend on chance.</summary>
    internal Guid CountedChain(Guid id)
    {
        if (id.ToByteArray().AsSpan(4).IndexOfAnyExcept((byte)0) < 0)
        {
            return id;
        }

        if (!_chains.TryGetValue(id, out var counted))
        {
            _chains[id] = counted = new Guid(_chains.Count + 1, 0, 0, new byte[8]);
        }

        return counted;
    }
}
