using System.Text;

namespace SvaOrleans.Inputs.Files;

/// <summary>Reads text line by line, plain or gzip, in a fixed amount of memory; refuses what is no text.</summary>
/// <remarks>A line ends with LF or CR LF; the last one may lack its end, which <see cref="EndedInsideLine"/> tells.</remarks>
internal sealed class LineReader : IDisposable
{
    /// <summary>Longest line that is read, in bytes.</summary>
    public const int LongestLineBytes = 16 << 20;

    private readonly string file;
    private readonly string expected;
    private readonly HeadedStream raw;
    private readonly Stream text;
    private byte[] buffer = new byte[1 << 16];
    private char[] characters = new char[1 << 16];
    private int start;
    private int end;
    private bool atEnd;

    /// <summary>Starts at a stream's beginning.</summary>
    /// <param name="stream">The stream; disposed with this reader.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="expected">What the file should be, for messages.</param>
    public LineReader(Stream stream, string file, string expected)
    {
        this.file = file;
        this.expected = expected;
        raw = new HeadedStream(stream);
        var head = Peek();
        RefuseOtherPacking(head);
        text = head is [0x1f, 0x8b, ..] ? new GzipMembers(raw) : raw;
        LengthBytes = stream.CanSeek ? stream.Length : null;
    }

    /// <summary>Number of the line read last, from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Whether the data ended before the last line's end.</summary>
    public bool EndedInsideLine { get; private set; }

    /// <summary>Bytes taken from the file so far, before unpacking.</summary>
    public long PositionBytes => raw.Count;

    /// <summary>The file's size in bytes, where known.</summary>
    public long? LengthBytes { get; }

    /// <summary>Reads the next line.</summary>
    /// <param name="line">The line without its end; valid until the next call.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="InputException">The data are not text, a line is too long, or packed data are damaged or cut off.</exception>
    public bool TryRead(out ReadOnlySpan<char> line)
    {
        var scanned = start;
        while (true)
        {
            var newline = buffer.AsSpan(scanned, end - scanned).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                var length = scanned - start + newline;
                line = Decode(buffer.AsSpan(start, length));
                start += length + 1;
                return true;
            }

            scanned = end - start;
            if (atEnd)
            {
                if (scanned == 0)
                {
                    line = default;
                    return false;
                }

                EndedInsideLine = true;
                line = Decode(buffer.AsSpan(start, scanned));
                start = end;
                return true;
            }

            Fill();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        text.Dispose();
    }

    private ReadOnlySpan<byte> Peek()
    {
        try
        {
            return raw.Peek(6);
        }
        catch (IOException e)
        {
            raw.Dispose();
            throw new InputException(file, 0, 0, $"cannot read the file ({e.Message:part})", expected, e);
        }
    }

    private void RefuseOtherPacking(ReadOnlySpan<byte> head)
    {
        var name = head switch
        {
            [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', ..] => "xz",
            [0x28, 0xb5, 0x2f, 0xfd, ..] => "zstd",
            [(byte)'B', (byte)'Z', (byte)'h', ..] => "bzip2",
            [(byte)'P', (byte)'K', 3, 4, ..] => "zip",
            _ => null,
        };
        if (name is not null)
        {
            raw.Dispose();
            throw new InputException(file, 0, 0, $"the data are packed with {name}", $"{expected}, plain or packed with gzip");
        }
    }

    private void Fill()
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
        }

        if (end == buffer.Length)
        {
            if (buffer.Length >= LongestLineBytes)
            {
                throw new InputException(file, LineNumber + 1, 0, $"the line is longer than {LongestLineBytes >> 20} MiB", expected);
            }

            Array.Resize(ref buffer, buffer.Length * 2);
        }

        int n;
        try
        {
            n = text.Read(buffer, end, buffer.Length - end);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new InputException(file, LineNumber + 1, 0, "the gzip data are damaged or end early", $"{expected}, plain or packed with gzip", e);
        }
        catch (IOException e)
        {
            throw new InputException(file, LineNumber + 1, 0, $"cannot read on ({e.Message:part})", expected, e);
        }

        end += n;
        atEnd = n == 0;
    }

    private ReadOnlySpan<char> Decode(ReadOnlySpan<byte> bytes)
    {
        LineNumber++;
        if (bytes.Length > 0 && bytes[^1] == (byte)'\r')
        {
            bytes = bytes[..^1];
        }

        if (LineNumber == 1 && bytes.StartsWith("\uFEFF"u8))
        {
            bytes = bytes[3..];
        }

        var zero = bytes.IndexOf((byte)0);
        if (zero >= 0)
        {
            throw LineNumber == 1 && bytes is [0xff, 0xfe, ..] or [0xfe, 0xff, ..]
                ? new InputException(file, 1, 1, "this text is UTF-16", "UTF-8, " + expected)
                : new InputException(file, LineNumber, zero + 1, "a zero byte: these are binary data", expected);
        }

        if (characters.Length < bytes.Length)
        {
            characters = new char[buffer.Length];
        }

        var count = Encoding.UTF8.GetChars(bytes, characters);
        return characters.AsSpan(0, count);
    }
}
