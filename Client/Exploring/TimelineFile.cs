using SvaOrleans.Inputs;

namespace SvaOrleans.Client.Exploring;

/// <summary>The timeline of an order, where <c>--html</c> wants it.</summary>
internal static class TimelineFile
{
    /// <summary>Asks whether it can be written, before the work that it is to show is done.</summary>
    /// <param name="path">Where.</param>
    /// <exception cref="InputException">It cannot be written.</exception>
    public static void RequireWritable(string path)
    {
        try
        {
            var isNew = !File.Exists(path);
            File.Open(path, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
            if (isNew)
            {
                File.Delete(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Refused(path, e);
        }
    }

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
            throw Refused(path, e);
        }
    }

    private static InputException Refused(string path, Exception e) =>
        new("--html", 0, 0, $"cannot write {path:part} ({e.Message:part})", "a file that can be written", e);
}
