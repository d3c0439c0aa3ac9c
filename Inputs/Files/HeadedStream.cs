namespace SvaOrleans.Inputs.Files;

/// <summary>A stream whose first bytes can be looked at before it is read, and that counts the bytes read. It goes forward only.</summary>
/// <param name="inner">The stream itself; disposed with this one.</param>
internal sealed class HeadedStream(Stream inner) : Stream
{
    private byte[] _head = [];
    private int _headUsed;

    /// <summary>Bytes taken from the inner stream so far.</summary>
    public long Count { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The first bytes, which are read again later; only before the first read.</summary>
    /// <param name="count">How many at most.</param>
    public ReadOnlySpan<byte> Peek(int count)
    {
        _head = new byte[count];
        Count = inner.ReadAtLeast(_head, count, throwOnEndOfStream: false);
        _head = _head[..(int)Count];
        return _head;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_headUsed < _head.Length)
        {
            var fromHead = Math.Min(buffer.Length, _head.Length - _headUsed);
            _head.AsSpan(_headUsed, fromHead).CopyTo(buffer);
            _headUsed += fromHead;
            return fromHead;
        }

        var n = inner.Read(buffer);
        Count += n;
        return n;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
