using System.Buffers.Binary;
using System.IO.Compression;

namespace SvaOrleans.Inputs.Files;

/// <summary>Unpacks gzip (RFC 1952), members in a row included, and notices data that end early or are damaged.</summary>
/// <remarks>
/// The runtime's own gzip stream takes a file that was cut off for a complete one. Here the inflater is fed byte by byte, so that its end of a
/// member is known to the byte, and an end of the file inside a member or a wrong trailer is an error.
/// </remarks>
internal sealed class GzipMembers : ForwardStream
{
    private static readonly uint[] CrcTable = MakeCrcTable();

    private readonly OneByOne _packed;
    private DeflateStream? _member;
    private uint _crc;
    private uint _length;

    /// <summary>Unpacks from a stream's current place.</summary>
    /// <param name="packed">The packed data; disposed with this stream.</param>
    public GzipMembers(Stream packed) => this._packed = new(packed);

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The data are no gzip or are damaged.</exception>
    /// <exception cref="EndOfStreamException">The data end inside a member.</exception>
    public override int Read(Span<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            if (_member is null && !TryStartMember())
            {
                return 0;
            }

            var n = _member!.Read(buffer);
            if (n > 0)
            {
                Account(buffer[..n]);
                return n;
            }

            EndMember();
        }

        return 0;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _member?.Dispose();
            _packed.Dispose();
        }

        base.Dispose(disposing);
    }

    private static uint[] MakeCrcTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < 256; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? 0xedb88320u ^ (value >> 1) : value >> 1;
            }

            table[i] = value;
        }

        return table;
    }

    private bool TryStartMember()
    {
        // Zero bytes after a member are padding of tapes and block devices.
        int first;
        do
        {
            first = _packed.NextOrEnd();
        } while (first == 0);

        if (first < 0)
        {
            return false;
        }

        if (first != 0x1f || _packed.Next() != 0x8b || _packed.Next() != 8)
        {
            throw new InvalidDataException("no gzip member where one should begin");
        }

        var flags = _packed.Next();
        _packed.Skip(6);
        if ((flags & 4) != 0)
        {
            _packed.Skip(_packed.Next() | (_packed.Next() << 8));
        }

        for (var text = 0; text < ((flags >> 3) & 1) + ((flags >> 4) & 1); text++)
        {
            while (_packed.Next() != 0) { }
        }

        _packed.Skip((flags & 2) != 0 ? 2 : 0);
        _member = new DeflateStream(_packed, CompressionMode.Decompress, leaveOpen: true);
        _crc = uint.MaxValue;
        _length = 0;
        return true;
    }

    private void EndMember()
    {
        _member!.Dispose();
        _member = null;
        Span<byte> trailer = stackalloc byte[8];
        for (var i = 0; i < trailer.Length; i++)
        {
            trailer[i] = (byte)_packed.Next();
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(trailer) != ~_crc || BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]) != _length)
        {
            throw new InvalidDataException("a gzip member does not match its checksum");
        }
    }

    private void Account(ReadOnlySpan<byte> bytes)
    {
        var sum = _crc;
        foreach (var b in bytes)
        {
            sum = CrcTable[(sum ^ b) & 0xff] ^ (sum >> 8);
        }

        _crc = sum;
        _length = unchecked(_length + (uint)bytes.Length);
    }

    /// <summary>Hands out one byte at a time and does not end quietly.</summary>
    private sealed class OneByOne(Stream inner) : ForwardStream
    {
        private readonly byte[] _ahead = new byte[1 << 15];
        private int _at;
        private int _got;

        public int NextOrEnd()
        {
            if (_at == _got)
            {
                _at = 0;
                _got = inner.Read(_ahead, 0, _ahead.Length);
                if (_got == 0)
                {
                    return -1;
                }
            }

            return _ahead[_at++];
        }

        public int Next()
        {
            var next = NextOrEnd();
            return next >= 0 ? next : throw new EndOfStreamException();
        }

        public void Skip(int count)
        {
            for (var i = 0; i < count; i++)
            {
                Next();
            }
        }

        public override int Read(Span<byte> buffer)
        {
            if (buffer.IsEmpty)
            {
                return 0;
            }

            buffer[0] = (byte)Next();
            return 1;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
