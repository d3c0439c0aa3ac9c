using SvaOrleans.Model;

namespace SvaOrleans.Grains.Kernel;

/// <summary>An object in which requests wait for what others hold: a lock, a bond. So that a hang can be told as the cycle that it is.</summary>
public interface IWaitQueues
{
    /// <summary>Who holds what a waiting request waits for.</summary>
    /// <param name="method">The method's name.</param>
    /// <param name="argument">What it was asked with; null for nothing.</param>
    IEnumerable<Holder> HoldersFor(string method, object? argument);
}

/// <summary>Whose code must go on before a wait ends.</summary>
/// <param name="Object">The object where it runs.</param>
/// <param name="Method">The method; null for whatever runs there.</param>
public readonly record struct Holder(ObjectName Object, string? Method);
