using System.IO.Pipelines;

namespace SvaOrleans.Silo.Orleans.Trust;

/// <summary>A connection whose TLS handshake is watched: did the other side close it before the end? Such a connection may come from a silo
/// of the same start that was killed, or that gave up on a busy machine. A peer that sends what no silo of this start sends stays until it
/// is refused.</summary>
/// <param name="inner">The connection.</param>
/// <param name="hasEnded">Whether the handshake has succeeded; called until it has.</param>
internal sealed class GreetingTransport(IDuplexPipe inner, Func<bool> hasEnded) : PipeReader, IDuplexPipe
{
    private volatile bool _hasLeft;
    private volatile bool _isOver;

    /// <summary>Whether the other side closed the connection before the end of the handshake.</summary>
    public bool HasLeft => _hasLeft;

    /// <summary>Whether the handshake has succeeded.</summary>
    public bool IsOver => _isOver || (_isOver = hasEnded());

    /// <inheritdoc/>
    public PipeReader Input => this;

    /// <inheritdoc/>
    public PipeWriter Output => inner.Output;

    /// <inheritdoc/>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        IsOver ? inner.Input.ReadAsync(cancellationToken) : Watch(cancellationToken);

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result) => inner.Input.TryRead(out result);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => inner.Input.AdvanceTo(consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.Input.AdvanceTo(consumed, examined);

    /// <inheritdoc/>
    public override void CancelPendingRead() => inner.Input.CancelPendingRead();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => inner.Input.Complete(exception);

    private async ValueTask<ReadResult> Watch(CancellationToken cancellationToken)
    {
        try
        {
            var result = await inner.Input.ReadAsync(cancellationToken);
            _hasLeft |= result.IsCompleted && result.Buffer.IsEmpty;
            return result;
        }
        catch (IOException)
        {
            _hasLeft = true;
            throw;
        }
    }
}
