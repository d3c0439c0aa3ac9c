namespace SvaOrleans.Grains.Kernel;

/// <summary>An object in which requests wait for what others hold: a lock, a bond. A report of a hang shows the cycle.</summary>
public interface IWaitQueues
{
    /// <summary>The holder of the lock or bond that a request waits for.</summary>
    /// <param name="method">The method's name.</param>
    /// <param name="argument">Its argument; null for none.</param>
    IEnumerable<Holder> HoldersFor(string method, object? argument);
}

/// <summary>The code that must run before a wait can end.</summary>
/// <param name="Object">The object where it runs.</param>
/// <param name="Method">The method; null for any method that runs there.</param>
public readonly record struct Holder(ObjectName Object, string? Method);
