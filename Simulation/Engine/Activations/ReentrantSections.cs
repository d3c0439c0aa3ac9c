namespace SvaOrleans.Simulation.Engine.Activations;

/// <summary>The call chains that may re-enter an activation, with the number of sections that each has open.</summary>
internal sealed class ReentrantSections
{
    private readonly SortedDictionary<Guid, int> _counts = [];

    internal bool Contains(Guid chainId) => _counts.ContainsKey(chainId);

    internal void Enter(Guid chainId) => _counts[chainId] = _counts.GetValueOrDefault(chainId) + 1;

    internal void Exit(Guid chainId)
    {
        if (!_counts.TryGetValue(chainId, out var count))
        {
            return;
        }

        if (count == 1)
        {
            _counts.Remove(chainId);
        }
        else
        {
            _counts[chainId] = count - 1;
        }
    }
}
