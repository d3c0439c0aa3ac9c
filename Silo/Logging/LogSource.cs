namespace SvaOrleans.Silo.Logging;

/// <summary>Which process of a cluster writes the log, and whether it is about to end in order.</summary>
/// <param name="name">The silo's name, or that of the server.</param>
internal sealed class LogSource(string name)
{
    /// <summary>The server's name in its log.</summary>
    public const string Server = "server";

    private volatile bool _isStopping;

    /// <summary>The silo's name, or that of the server.</summary>
    public string Name => name;

    /// <summary>Whether it is about to end in order: what is refused or cut off from now on is meant to be.</summary>
    public bool IsStopping => _isStopping;

    /// <summary>Called when an orderly end begins.</summary>
    public event Action? Stopped;

    /// <summary>An orderly end begins.</summary>
    public void Stop()
    {
        _isStopping = true;
        Stopped?.Invoke();
    }
}
