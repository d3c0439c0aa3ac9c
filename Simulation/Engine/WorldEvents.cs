using System.Diagnostics;

namespace SvaOrleans.Simulation.Engine;

/// <summary>
/// Events of every world of the process, for subscribers to <see cref="DiagnosticListener.AllListeners"/>. The payload is the
/// <see cref="World"/>. Sent on the thread that runs the world; a subscriber must not call grains.
/// </summary>
public static class WorldEvents
{
    /// <summary>Name of the <see cref="DiagnosticListener"/>.</summary>
    public const string Source = "SvaOrleans.Simulation";

    /// <summary>The world is about to run client code or steps.</summary>
    public const string RunBegins = "RunBegins";

    /// <summary>The run has ended.</summary>
    public const string RunEnded = "RunEnded";

    /// <summary>The world is about to start again as if new.</summary>
    public const string Reset = "Reset";

    // The field never changes; the listener itself holds its subscribers.
    private static readonly DiagnosticListener Listener = new(Source);

    internal static void Tell(string name, World world)
    {
        if (Listener.IsEnabled())
        {
            Listener.Write(name, world);
        }
    }
}
