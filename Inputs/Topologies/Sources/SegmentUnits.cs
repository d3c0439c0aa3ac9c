namespace SvaOrleans.Inputs.Topologies.Sources;

/// <summary>Which PCI segments have one IOMMU in front of them.</summary>
/// <remarks>
/// A group is behind one IOMMU, so segments that share a group share it. A volume management device (driver vmd) shows what is behind it
/// as a segment of its own, numbered from 0x10000, where no firmware's segment can be; its DMA is that of the device itself.
/// </remarks>
internal sealed class SegmentUnits
{
    private const uint FirstMadeUp = 0x10000;
    private readonly SortedDictionary<uint, uint> _above = [];

    /// <summary>Joins segments.</summary>
    /// <param name="source">The content of the files.</param>
    /// <param name="known">The functions.</param>
    /// <param name="groups">Their groups.</param>
    public SegmentUnits(SourceFolder source, IEnumerable<Bdf> known, GroupJoin groups)
    {
        var segmentOfGroup = new SortedDictionary<int, uint>();
        var segments = new SortedSet<uint>();
        foreach (var bdf in known)
        {
            segments.Add(bdf.Segment);
            if (groups.Of(bdf) is { } group && !segmentOfGroup.TryAdd(group, bdf.Segment))
            {
                Join(segmentOfGroup[group], bdf.Segment);
            }
        }

        var managers = (source.Lspci ?? [])
            .Where(static f => f.Driver == "vmd")
            .Select(static f => f.Bdf.Value.Segment)
            .Concat((source.Devices ?? []).Where(static f => f.Driver == "vmd").Select(static f => f.Bdf.Value.Segment))
            .Where(static segment => segment < FirstMadeUp)
            .Distinct()
            .ToList();
        foreach (var segment in segments.Where(static segment => segment >= FirstMadeUp))
        {
            // With managers in several segments the groups alone decide.
            if (managers is [var only] && Of(segment) == segment)
            {
                Join(only, segment);
            }
        }
    }

    /// <summary>The segment that represents all segments that share its IOMMU.</summary>
    /// <param name="segment">A segment.</param>
    public uint Of(uint segment)
    {
        while (_above.TryGetValue(segment, out var next))
        {
            segment = next;
        }

        return segment;
    }

    private void Join(uint left, uint right)
    {
        var (a, b) = (Of(left), Of(right));
        if (a != b)
        {
            _above[Math.Max(a, b)] = Math.Min(a, b);
        }
    }
}
