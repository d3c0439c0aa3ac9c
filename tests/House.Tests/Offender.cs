namespace SvaOrleans.House.Tests;

/// <summary>Something that breaks a rule; offenders with the same key are counted together.</summary>
internal sealed record Offender(string Key, string Text)
{
    /// <summary>The key for counts by room: the first folder, a test project, or the file itself where it is in no folder.</summary>
    public static string Room(string path)
    {
        var parts = path.Split('/');
        return parts[0] == "tests" && parts.Length > 2 ? $"{parts[0]}/{parts[1]}" : parts[0];
    }
}
