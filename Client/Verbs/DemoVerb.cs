using System.CommandLine;

namespace SvaOrleans.Client.Verbs;

/// <summary><c>sva demo</c>.</summary>
internal static class DemoVerb
{
    /// <summary>The verb.</summary>
    public static Command Create() => new("demo", "Shows SVA at work.");
}
