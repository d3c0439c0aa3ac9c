using SvaOrleans.Documents;

namespace SvaOrleans.Inputs.Files;

/// <summary>Writes a file as a whole or not at all: beside its final place first, then renamed over it.</summary>
/// <remarks>A device or a pipe, such as <c>/dev/stdout</c>, is written directly.</remarks>
internal static class AtomicOutput
{
    private const string Expected = "the name of a file to write";

    /// <summary>Writes the file.</summary>
    /// <param name="path">The file's path; an old file is replaced.</param>
    /// <param name="write">Writes the content; when it throws, no file and no change is left behind.</param>
    /// <exception cref="InputException">The place cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        if (path.Length == 0)
        {
            throw new InputException("(no name)", 0, 0, "the name is empty", Expected);
        }

        if (Directory.Exists(path))
        {
            throw new InputException(path, 0, 0, "this is a folder", Expected);
        }

        if (Path.GetDirectoryName(path) is { Length: > 0 } folder && !Directory.Exists(folder))
        {
            throw new InputException(path, 0, 0, $"there is no folder '{folder}'", Expected);
        }

        if (FileKind.IsOther(path))
        {
            // A device or a pipe is written to; renaming over it would remove it for all its readers.
            WriteThrough(path, write);
            return;
        }

        Replace(path, Target(path), write);
    }

    // A link stays one: what it leads to is replaced.
    private static string Target(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }
        catch (IOException)
        {
            // The file does not exist yet, or its attributes cannot be read; then writing fails.
            return path;
        }
        catch (UnauthorizedAccessException)
        {
            return path;
        }
    }

    private static void WriteThrough(string path, Action<Stream> write)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            write(stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(path, 0, 0, $"cannot write the file ({e.Message:part})", "", e);
        }
    }

    private static void Replace(string named, string path, Action<Stream> write)
    {
        var unfinished = path + ".unfinished";
        var done = false;
        try
        {
            using (var stream = Create(named, unfinished))
            {
                write(stream);
            }

            File.Move(unfinished, path, overwrite: true);
            done = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException(named, 0, 0, $"cannot write the file ({e.Message:part})", "", e);
        }
        finally
        {
            if (!done && File.Exists(unfinished))
            {
                File.Delete(unfinished);
            }
        }
    }

    private static FileStream Create(string named, string unfinished)
    {
        try
        {
            return new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException(named, 0, 0, $"cannot write the file ({e.Message:part})", "", e);
        }
    }
}
