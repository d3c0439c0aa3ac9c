using SvaOrleans.Scenarios;

namespace SvaOrleans.Client.Rendering;

/// <summary>Prints what the author of a scenario may not have meant.</summary>
internal static class WarningLines
{
    /// <summary>Writes a line for each warning to standard error.</summary>
    public static void Write(IEnumerable<ScenarioDocument> documents)
    {
        foreach (var document in documents)
        {
            foreach (var warning in document.Plan.Warnings)
            {
                Console.Error.WriteLine(warning.InFile(document.Plan.File));
            }
        }
    }
}
