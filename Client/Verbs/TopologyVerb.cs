using System.CommandLine;

namespace SvaOrleans.Client.Verbs;

/// <summary><c>sva topology</c>.</summary>
internal static class TopologyVerb
{
    /// <summary>The verb.</summary>
    public static Command Create() => new("topology", "Machines.");
}
