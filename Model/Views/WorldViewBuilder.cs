namespace SvaOrleans.Model.Views;

/// <summary>Makes the view of a world from the states of its objects.</summary>
public static class WorldViewBuilder
{
    /// <summary>The view; states of kinds that it does not show are omitted.</summary>
    /// <param name="states">Names with their state, in any order.</param>
    public static WorldView Build(IEnumerable<(ObjectName Name, object State)> states)
    {
        var hosts = new SortedDictionary<string, HostViewBuilder>(StringComparer.Ordinal);
        foreach (var (name, state) in states.OrderBy(static pair => pair.Name))
        {
            if (!hosts.TryGetValue(name.Host, out var host))
            {
                host = new(name.Host);
                hosts.Add(name.Host, host);
            }

            host.Add(ObjectViews.Of(name, state));
        }

        return new([.. hosts.Values.Select(static host => host.Build())]);
    }
}
