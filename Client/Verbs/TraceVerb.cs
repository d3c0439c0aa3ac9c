using System.CommandLine;

namespace SvaOrleans.Client.Verbs;

/// <summary><c>sva trace</c>.</summary>
internal static class TraceVerb
{
    /// <summary>The verb.</summary>
    public static Command Create() => new("trace", "Traces.");
}
