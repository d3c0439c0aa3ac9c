using System.Diagnostics;
using SvaOrleans.Simulation.Exploration.Strategies;

namespace SvaOrleans.Simulation.Exploration;

/// <summary>Events of every search of the process, for subscribers to <see cref="DiagnosticListener.AllListeners"/>.</summary>
public static class SearchEvents
{
    /// <summary>Name of the <see cref="DiagnosticListener"/>.</summary>
    public const string Source = "SvaOrleans.Simulation.Exploration";

    /// <summary>
    /// A search has ended of which everything follows from its options: nothing was found, and no time ended it. The payload is a
    /// <see cref="KeyValuePair{TKey, TValue}"/> of schedules and fingerprint; of an exhausted search, whose threads share the schedules
    /// among them as they come, it is the number of final states and a sum over them.
    /// </summary>
    public const string Ended = "SearchEnded";

    // The field never changes; the listener itself holds its subscribers.
    private static readonly DiagnosticListener Listener = new(Source);

    internal static void Tell(ExploreOptions options, ExplorationReport report)
    {
        if (!Listener.IsEnabled() || report.Failure is not null || options.Stop.IsCancellationRequested)
        {
            return;
        }

        var ran = report.Progress.Schedules + report.Progress.Cut;
        if (report.IsExhausted)
        {
            ulong sum = 0;
            foreach (var state in report.FinalStates)
            {
                sum = unchecked(sum + state);
            }

            Listener.Write(Ended, KeyValuePair.Create((long)report.FinalStates.Count, sum));
        }
        else if (ran >= options.Budget.Schedules && (options.Workers == 1 || options.Strategy is not Exhaustive))
        {
            Listener.Write(Ended, KeyValuePair.Create(ran, report.Fingerprint));
        }
    }
}
