using System.CommandLine;

namespace SvaOrleans.Client.Verbs;

/// <summary><c>sva bench</c>: measures. Each subject is a command of its own.</summary>
internal static class BenchVerb
{
    /// <summary>The verb.</summary>
    /// <param name="subjects">The measurements.</param>
    public static Command Create(params Command[] subjects)
    {
        var verb = new Command("bench", "Measure. What a stop-watch says is never mixed with modelled time.");
        foreach (var subject in subjects)
        {
            verb.Subcommands.Add(subject);
        }

        return verb;
    }
}
