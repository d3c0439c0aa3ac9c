namespace SvaOrleans.Inputs.Files;

/// <summary>A stream whose first bytes can be looked at before it is read, and that counts what was read.</summary>
/// <param name="inner">The stream itself; disposed with this one.</param>
internal sealed class HeadedStream(Stream inner) : ForwardStream
{
    private byte[] head = [];
    private int headUsed;

    /// <summary>Bytes taken from the inner stream so far.</summary>
    public long Count { get; private set; }

    /// <summary>The first bytes, which are read again later; only before the first read.</summary>
    /// <param name="count">How many at most.</param>
    public ReadOnlySpan<byte> Peek(int count)
    {
        head = new byte[count];
        var got = 0;
        while (got < count)
        {
            var n = inner.Read(head, got, count - got);
            if (n == 0)
            {
                break;
            }

            got += n;
        }

        Count = got;
        head = head[..got];
        return head;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (headUsed < head.Length)
        {
            var fromHead = Math.Min(buffer.Length, head.Length - headUsed);
            head.AsSpan(headUsed, fromHead).CopyTo(buffer);
            headUsed += fromHead;
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
