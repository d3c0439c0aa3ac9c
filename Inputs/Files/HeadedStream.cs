namespace SvaOrleans.Inputs.Files;

/// <summary>A stream whose first bytes can be looked at before it is read, and that counts what was read.</summary>
/// <param name="inner">The stream itself; disposed with this one.</param>
internal sealed class HeadedStream(Stream inner) : ForwardStream
{
    private byte[] _head = [];
    private int _headUsed;

    /// <summary>Bytes taken from the inner stream so far.</summary>
    public long Count { get; private set; }

    /// <summary>The first bytes, which are read again later; only before the first read.</summary>
    /// <param name="count">How many at most.</param>
    public ReadOnlySpan<byte> Peek(int count)
    {
        _head = new byte[count];
        var got = 0;
        while (got < count)
        {
            var n = inner.Read(_head, got, count - got);
            if (n == 0)
            {
                break;
            }

            got += n;
        }

        Count = got;
        _head = _head[..got];
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
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
