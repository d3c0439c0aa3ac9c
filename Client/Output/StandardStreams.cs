namespace SvaOrleans.Client.Output;

/// <summary>Standard output and standard error of a program whose readers may leave at any time: a pipe is closed, a terminal
/// goes.</summary>
internal static class StandardStreams
{
    private static readonly bool IsTerminal = !Console.IsOutputRedirected;

    private static volatile bool _isPipeBroken;

    /// <summary>Called when the reader of standard output has left; at most once.</summary>
    public static event Action? OutputLeft;

    /// <summary>Whether standard output is a pipe without a reader.</summary>
    public static bool IsPipeBroken => _isPipeBroken;

    /// <summary>Takes the place of .NET's streams.</summary>
    /// <param name="isOutputToo">Whether also that of standard output.</param>
    public static void Install(bool isOutputToo)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        if (isOutputToo)
        {
            Console.SetOut(Writer(OpenOutput()));
        }

        Console.SetError(Writer(new DescriptorStream(2, !Console.IsErrorRedirected, gone: null)));
    }

    /// <summary>Standard output, for octets.</summary>
    public static Stream OpenOutput() =>
        OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new DescriptorStream(1, IsTerminal, Leave);

    private static StreamWriter Writer(Stream stream) =>
        new(stream, Console.OutputEncoding, bufferSize: 256, leaveOpen: true) { AutoFlush = true };

    private static void Leave()
    {
        _isPipeBroken = !IsTerminal;
        OutputLeft?.Invoke();
    }
}
