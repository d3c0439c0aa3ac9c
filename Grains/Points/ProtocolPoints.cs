namespace SvaOrleans.Grains.Points;

/// <summary>Which points of the protocol a kernel keeps: all, but for an experiment.</summary>
public sealed class ProtocolPoints
{
    private readonly ulong leftOut;

    private ProtocolPoints(ulong leftOut) => this.leftOut = leftOut;

    /// <summary>The whole protocol.</summary>
    public static ProtocolPoints All { get; } = new(0);

    /// <summary>The protocol without some of its points.</summary>
    /// <param name="leftOut">The points.</param>
    public static ProtocolPoints Without(params ReadOnlySpan<ProtocolPoint> leftOut)
    {
        var bits = 0ul;
        foreach (var point in leftOut)
        {
            bits |= 1ul << (int)point;
        }

        return new(bits);
    }

    /// <summary>Whether a point is kept.</summary>
    /// <param name="point">The point.</param>
    public bool Keeps(ProtocolPoint point) => (leftOut & (1ul << (int)point)) == 0;
}
