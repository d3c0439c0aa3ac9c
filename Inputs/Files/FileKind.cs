using System.Runtime.InteropServices;

namespace SvaOrleans.Inputs.Files;

/// <summary>Distinguishes files from devices and pipes, which .NET does not.</summary>
internal static class FileKind
{
    private const int AtCurrentFolder = -100;
    private const uint MaskType = 1;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xF000;
    private const int RegularFile = 0x8000;

    /// <summary>Whether something has the name that is neither a file nor a folder; links are followed.</summary>
    /// <param name="path">The name.</param>
    /// <remarks>Asked by statx(2), whose answer has the same layout on every Linux; elsewhere the answer is always no.</remarks>
    public static bool IsOther(string path)
    {
        if (!OperatingSystem.IsLinux() || !File.Exists(path))
        {
            return false;
        }

        try
        {
            var answer = new byte[256];
            return Statx(AtCurrentFolder, path, 0, MaskType, answer) == 0
                && (BitConverter.ToUInt16(answer, ModeOffset) & TypeMask) != RegularFile;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "statx", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, byte[] answer);
}
