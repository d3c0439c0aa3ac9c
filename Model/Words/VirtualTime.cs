using System.Globalization;

namespace SvaOrleans.Model.Words;

/// <summary>Modelled time since the host booted. Causal and the same on every engine; never wall time.</summary>
/// <param name="Nanoseconds">Nanoseconds since boot.</param>
public readonly record struct VirtualTime(long Nanoseconds) : IComparable<VirtualTime>
{
    /// <summary>The time of boot.</summary>
    public static VirtualTime Zero => default;

    /// <summary>So many microseconds.</summary>
    public static VirtualTime FromMicroseconds(long microseconds) => new(microseconds * 1_000);

    /// <summary>So many milliseconds.</summary>
    public static VirtualTime FromMilliseconds(long milliseconds) => new(milliseconds * 1_000_000);

    /// <summary>The later of two times.</summary>
    public static VirtualTime Max(VirtualTime left, VirtualTime right) => left.Nanoseconds >= right.Nanoseconds ? left : right;

    /// <summary>As a time span, cut to its 100 ns ticks.</summary>
    public TimeSpan ToTimeSpan() => TimeSpan.FromTicks(Nanoseconds / 100);

    /// <inheritdoc/>
    public int CompareTo(VirtualTime other) => Nanoseconds.CompareTo(other.Nanoseconds);

    /// <summary>In microseconds with three decimals, the unit of the kernel's traces: <c>1.250us</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Nanoseconds / 1000}.{Math.Abs(Nanoseconds % 1000):d3}us");

    /// <summary>A time later by a duration.</summary>
    public static VirtualTime operator +(VirtualTime left, VirtualTime right) => new(left.Nanoseconds + right.Nanoseconds);

    /// <summary>The duration between two times.</summary>
    public static VirtualTime operator -(VirtualTime left, VirtualTime right) => new(left.Nanoseconds - right.Nanoseconds);

    /// <summary>A duration so many times over.</summary>
    public static VirtualTime operator *(VirtualTime duration, long times) => new(duration.Nanoseconds * times);

    /// <summary>Whether the left time is the earlier.</summary>
    public static bool operator <(VirtualTime left, VirtualTime right) => left.Nanoseconds < right.Nanoseconds;

    /// <summary>Whether the left time is the later.</summary>
    public static bool operator >(VirtualTime left, VirtualTime right) => left.Nanoseconds > right.Nanoseconds;

    /// <summary>Whether the left time is not the later.</summary>
    public static bool operator <=(VirtualTime left, VirtualTime right) => left.Nanoseconds <= right.Nanoseconds;

    /// <summary>Whether the left time is not the earlier.</summary>
    public static bool operator >=(VirtualTime left, VirtualTime right) => left.Nanoseconds >= right.Nanoseconds;
}
