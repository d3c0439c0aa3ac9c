namespace SvaOrleans.Documents;

/// <summary>Opens files that people name and turns what the system says into <see cref="InputException"/>.</summary>
public static class InputFile
{
    /// <summary>Opens a file for one pass from its start.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="expected">What kind of file it should be, for the message.</param>
    /// <exception cref="InputException">There is no such file, it is a folder, or it may not be read.</exception>
    public static FileStream Open(string path, string expected)
    {
        if (path.Length == 0)
        {
            throw new InputException("(no name)", 0, 0, "the name is empty", expected);
        }

        if (Directory.Exists(path))
        {
            throw new InputException(path, 0, 0, "this is a folder", expected);
        }

        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputException(path, 0, 0, "there is no such file", expected, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException(path, 0, 0, $"cannot read the file ({e.Message:part})", expected, e);
        }
    }
}
