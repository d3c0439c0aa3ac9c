using SvaOrleans.Model;

namespace SvaOrleans.Grains.Kernel;

/// <summary>What views and monitors read of a live grain, without any call.</summary>
public interface IKernelObject
{
    /// <summary>The object's name.</summary>
    ObjectName Name { get; }

    /// <summary>The object's state; null before it came to be.</summary>
    object? StateObject { get; }

    /// <summary>How many requests it has begun since its activation: who watches it sees by that whether it makes progress.</summary>
    ulong Requests { get; }
}
