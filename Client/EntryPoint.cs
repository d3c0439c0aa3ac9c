using SvaOrleans.Client.Verbs;

namespace SvaOrleans.Client;

/// <summary>The entry point of the process.</summary>
internal static class EntryPoint
{
    /// <summary>Runs a verb.</summary>
    /// <returns>The exit code.</returns>
    public static Task<int> Main(string[] args) => RootVerb.Run(args);
}
