namespace SvaOrleans.Grains.Points;

/// <summary>Which points of the protocol a kernel keeps: all, but for an experiment.</summary>
public sealed class ProtocolPoints
{
    // More points than an ulong has bits.
    private readonly UInt128 _leftOut;

    private ProtocolPoints(UInt128 leftOut) => this._leftOut = leftOut;

    /// <summary>The whole protocol.</summary>
    public static ProtocolPoints All { get; } = new(0);

    /// <summary>The protocol without some of its points.</summary>
    /// <param name="leftOut">The points.</param>
    public static ProtocolPoints Without(params ReadOnlySpan<ProtocolPoint> leftOut)
    {
        var bits = UInt128.Zero;
        foreach (var point in leftOut)
        {
            bits |= UInt128.One << (int)point;
        }

        return new(bits);
    }

    /// <summary>Whether a point is kept.</summary>
    /// <param name="point">The point.</param>
    public bool Keeps(ProtocolPoint point) => (_leftOut >> (int)point & UInt128.One) == UInt128.Zero;
}
