using System.Collections.Frozen;

namespace SvaOrleans.Grains.Kernel.Points;

/// <summary>The points of the protocol that are on: all of them, unless an experiment disables some.</summary>
public sealed class PointSet
{
    private readonly FrozenSet<ProtocolPoint> _leftOut;

    private PointSet(IEnumerable<ProtocolPoint> leftOut) => _leftOut = leftOut.ToFrozenSet();

    /// <summary>The whole protocol.</summary>
    public static PointSet All { get; } = new([]);

    /// <summary>The protocol without some of its points.</summary>
    /// <param name="leftOut">The points.</param>
    public static PointSet Without(params IEnumerable<ProtocolPoint> leftOut) => new(leftOut);

    /// <summary>Whether a point is on.</summary>
    public bool IsOn(ProtocolPoint point) => _leftOut.Count == 0 || !_leftOut.Contains(point);
}
