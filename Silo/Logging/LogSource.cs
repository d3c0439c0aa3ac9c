namespace SvaOrleans.Silo.Logging;

/// <summary>The process that writes the log, and whether it is in an orderly stop.</summary>
/// <param name="name">The silo's name, or the server's.</param>
internal sealed class LogSource(string name)
{
    /// <summary>The server's name in its log.</summary>
    public const string Server = "server";

    private volatile bool _isStopping;

    public string Name => name;

    /// <summary>Whether an orderly stop has begun. Refused and broken connections are expected from then on.</summary>
    public bool IsStopping => _isStopping;

    /// <summary>Raised when an orderly stop begins.</summary>
    public event Action? Stopped;

    /// <summary>Begins an orderly stop.</summary>
    public void Stop()
    {
        _isStopping = true;
        Stopped?.Invoke();
    }
}
