using SvaOrleans.Inputs;

namespace SvaOrleans.Client.Exploring;

/// <summary>The timeline of an order, where <c>--html</c> wants it.</summary>
internal static class TimelineFile
{
    /// <summary>Writes it.</summary>
    /// <param name="path">Where.</param>
    /// <param name="text">What.</param>
    /// <exception cref="InputException">It cannot be written.</exception>
    public static void Write(string path, string text)
    {
        try
        {
            File.WriteAllText(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException("--html", 0, 0, $"cannot write {path} ({e.Message})", "a file that can be written", e);
        }
    }
}
