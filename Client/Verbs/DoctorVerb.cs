using System.CommandLine;

namespace SvaOrleans.Client.Verbs;

/// <summary><c>sva doctor</c>.</summary>
internal static class DoctorVerb
{
    /// <summary>The verb.</summary>
    public static Command Create() => new("doctor", "What is here.");
}
