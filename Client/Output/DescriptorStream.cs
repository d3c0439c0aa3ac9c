using System.Runtime.InteropServices;

namespace SvaOrleans.Client.Output;

/// <summary>Writes to a standard stream of a Unix process, and reports that its reader has left. .NET's own stream is silent when
/// a pipe is broken, so its writer never learns that the reader has left, and it fails when a terminal is closed.</summary>
/// <param name="descriptor">The stream's number: 1 or 2.</param>
/// <param name="isTerminal">Whether it is a terminal.</param>
/// <param name="gone">Called once, when the reader has left; after that nothing is written. Null if the state of the stream does not
/// matter: then no fault is reported.</param>
internal sealed class DescriptorStream(int descriptor, bool isTerminal, Action? gone) : Stream
{
    private const int Interrupted = 4;
    private const int TerminalGone = 5;
    private const int NoDescriptor = 9;
    private const int BrokenPipe = 32;
    private const short CanBeWritten = 4;

    // EAGAIN: another program has made the pipe one that never waits.
    private static readonly int Later = OperatingSystem.IsLinux() ? 11 : 35;

    private int _isGone;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0 && _isGone == 0)
        {
            var written = Write(descriptor, in MemoryMarshal.GetReference(buffer), buffer.Length);
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }

            var fault = Marshal.GetLastPInvokeError();
            if (fault == Later)
            {
                var wait = new Poll { Descriptor = descriptor, Events = CanBeWritten };
                _ = Wait(ref wait, 1, -1);
            }
            else if (fault is BrokenPipe or NoDescriptor || (fault == TerminalGone && isTerminal) || (gone is null && fault != Interrupted))
            {
                // A stream that was closed before the program began has no reader who could leave: it is as if it were /dev/null.
                if (Interlocked.Exchange(ref _isGone, 1) == 0 && fault != NoDescriptor)
                {
                    gone?.Invoke();
                }
            }
            else if (fault != Interrupted)
            {
                throw new IOException(Marshal.GetPInvokeErrorMessage(fault), fault);
            }
        }
    }

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Write(int descriptor, in byte buffer, nint count);

    [DllImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Wait(ref Poll poll, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct Poll
    {
        public int Descriptor;
        public short Events;
        public short Happened;
    }
}
