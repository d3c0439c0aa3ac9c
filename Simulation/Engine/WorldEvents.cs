using System.Diagnostics;

namespace SvaOrleans.Simulation.Engine;

/// <summary>
/// What any world of the process tells whoever subscribes to <see cref="DiagnosticListener.AllListeners"/>, with the <see cref="World"/> as payload.
/// Told on the thread that runs the world; whoever listens must not call grains.
/// </summary>
public static class WorldEvents
{
    /// <summary>Name of the <see cref="DiagnosticListener"/>.</summary>
    public const string Source = "SvaOrleans.Simulation";

    /// <summary>The world is about to run client code or steps.</summary>
    public const string RunBegins = "RunBegins";

    /// <summary>The world has run what it was asked to.</summary>
    public const string RunEnded = "RunEnded";

    /// <summary>The world is about to start again as if new.</summary>
    public const string Reset = "Reset";

    // Never changes; whether somebody listens is the listener's.
    private static readonly DiagnosticListener Listener = new(Source);

    internal static void Tell(string name, World world)
    {
        if (Listener.IsEnabled())
        {
            Listener.Write(name, world);
        }
    }
}
