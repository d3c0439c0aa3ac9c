namespace SvaOrleans.Inputs.Files;

/// <summary>Writes a file as a whole or not at all: beside its final place first, then renamed over it.</summary>
internal static class AtomicOutput
{
    /// <summary>Writes the file.</summary>
    /// <param name="path">Where the file shall be; an old one is replaced.</param>
    /// <param name="write">Writes the content; when it throws, no file and no change is left behind.</param>
    /// <exception cref="InputException">The place cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        if (Directory.Exists(path))
        {
            throw new InputException(path, 0, 0, "this is a folder", "the name of a file to write");
        }

        var unfinished = path + ".unfinished";
        var done = false;
        try
        {
            using (var stream = Create(path, unfinished))
            {
                write(stream);
            }

            File.Move(unfinished, path, overwrite: true);
            done = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(path, 0, 0, $"cannot write the file ({e.Message})", "", e);
        }
        finally
        {
            if (!done && File.Exists(unfinished))
            {
                File.Delete(unfinished);
            }
        }
    }

    private static FileStream Create(string path, string unfinished)
    {
        try
        {
            return new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException(path, 0, 0, $"cannot write the file ({e.Message})", "", e);
        }
    }
}
