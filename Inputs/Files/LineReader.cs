using System.Text;
using ICSharpCode.SharpZipLib;
using SvaOrleans.Documents;

namespace SvaOrleans.Inputs.Files;

/// <summary>Reads text line by line, plain or gzip, in a fixed amount of memory; refuses what is no text.</summary>
/// <remarks>A line ends with LF or CR LF; the last one may lack its end, which <see cref="EndedInsideLine"/> tells.</remarks>
internal sealed class LineReader : IDisposable
{
    /// <summary>Longest line that is read, in bytes.</summary>
    public const int LongestLineBytes = 16 << 20;

    private readonly string _file;
    private readonly string _expected;
    private readonly HeadedStream _raw;
    private readonly Stream _text;
    private byte[] _buffer = new byte[1 << 16];
    private char[] _characters = new char[1 << 16];
    private int _start;
    private int _end;
    private bool _atEnd;

    /// <summary>Starts at a stream's beginning.</summary>
    /// <param name="stream">The stream; disposed with this reader.</param>
    /// <param name="file">Its name, for messages.</param>
    /// <param name="expected">What the file should be, for messages.</param>
    public LineReader(Stream stream, string file, string expected)
    {
        this._file = file;
        this._expected = expected;
        _raw = new HeadedStream(stream);
        var head = Peek();
        RefuseOtherPacking(head);
        _text = head is [0x1f, 0x8b, ..] ? new GzipMembers(_raw) : _raw;
        LengthBytes = stream.CanSeek ? stream.Length : null;
    }

    /// <summary>Number of the line read last, from 1.</summary>
    public long LineNumber { get; private set; }

    /// <summary>Whether the data ended before the last line's end.</summary>
    public bool EndedInsideLine { get; private set; }

    /// <summary>Bytes taken from the file so far, before unpacking.</summary>
    public long PositionBytes => _raw.Count;

    /// <summary>The file's size in bytes, where known.</summary>
    public long? LengthBytes { get; }

    /// <summary>Reads the next line.</summary>
    /// <param name="line">The line without its end; valid until the next call.</param>
    /// <returns>False at the end.</returns>
    /// <exception cref="InputException">The data are not text, a line is too long, or packed data are damaged or cut off.</exception>
    public bool TryRead(out ReadOnlySpan<char> line)
    {
        var scanned = _start;
        while (true)
        {
            var newline = _buffer.AsSpan(scanned, _end - scanned).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                var length = scanned - _start + newline;
                line = Decode(_buffer.AsSpan(_start, length));
                _start += length + 1;
                return true;
            }

            scanned = _end - _start;
            if (_atEnd)
            {
                if (scanned == 0)
                {
                    line = default;
                    return false;
                }

                EndedInsideLine = true;
                line = Decode(_buffer.AsSpan(_start, scanned));
                _start = _end;
                return true;
            }

            Fill();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _text.Dispose();
    }

    private ReadOnlySpan<byte> Peek()
    {
        try
        {
            return _raw.Peek(6);
        }
        catch (IOException e)
        {
            _raw.Dispose();
            throw new InputException(_file, 0, 0, $"cannot read the file ({e.Message:part})", _expected, e);
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
            _raw.Dispose();
            throw new InputException(_file, 0, 0, $"the data are packed with {name}", $"{_expected}, plain or packed with gzip");
        }
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end == _buffer.Length)
        {
            if (_buffer.Length >= LongestLineBytes)
            {
                throw new InputException(_file, LineNumber + 1, 0, $"the line is longer than {LongestLineBytes >> 20} MiB", _expected);
            }

            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        int n;
        try
        {
            n = _text.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or SharpZipBaseException)
        {
            throw new InputException(
                _file,
                LineNumber + 1,
                0,
                "the gzip data are damaged or end early",
                $"{_expected}, plain or packed with gzip",
                e
            );
        }
        catch (IOException e)
        {
            throw new InputException(_file, LineNumber + 1, 0, $"cannot read on ({e.Message:part})", _expected, e);
        }

        _end += n;
        _atEnd = n == 0;
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
                ? new InputException(_file, 1, 1, "this text is UTF-16", "UTF-8, " + _expected)
                : new InputException(_file, LineNumber, zero + 1, "a zero byte: these are binary data", _expected);
        }

        if (_characters.Length < bytes.Length)
        {
            _characters = new char[_buffer.Length];
        }

        var count = Encoding.UTF8.GetChars(bytes, _characters);
        return _characters.AsSpan(0, count);
    }
}
