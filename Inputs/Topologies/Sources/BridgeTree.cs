using SvaOrleans.Inputs.Topologies.Machines;

namespace SvaOrleans.Inputs.Topologies.Sources;

/// <summary>Finds the bridge above a function by bus numbers.</summary>
internal sealed class BridgeTree
{
    private readonly SortedDictionary<uint, List<(Bdf Bridge, BridgeBuses Buses)>> _bridges = [];

    /// <summary>Takes the bridges among functions.</summary>
    /// <param name="functions">The functions.</param>
    public BridgeTree(List<LspciFunction> functions)
    {
        foreach (var function in functions)
        {
            // A bridge that nothing was put behind has bus 0, or no more than its own.
            var bdf = function.Bdf.Value;
            if (function.Buses is not { } buses || buses.Secondary <= bdf.Bus || buses.Subordinate < buses.Secondary)
            {
                continue;
            }

            if (!_bridges.TryGetValue(bdf.Segment, out var list))
            {
                _bridges.Add(bdf.Segment, list = []);
            }

            list.Add((bdf, buses));
        }
    }

    /// <summary>The bridge right above a function; null on a root bus.</summary>
    /// <param name="bdf">The function.</param>
    public Bdf? Above(Bdf bdf)
    {
        if (!_bridges.TryGetValue(bdf.Segment, out var list))
        {
            return null;
        }

        (Bdf Bridge, int Width)? best = null;
        foreach (var (bridge, buses) in list)
        {
            // Virtual functions can lie on a bus above the secondary one: then the closest range counts.
            if (bdf.Bus < buses.Secondary || bdf.Bus > buses.Subordinate)
            {
                continue;
            }

            var width = buses.Secondary == bdf.Bus ? -1 : buses.Subordinate - buses.Secondary;
            if (best is null || width < best.Value.Width)
            {
                best = (bridge, width);
            }
        }

        return best?.Bridge;
    }
}
