using System.IO.Pipelines;

namespace SvaOrleans.Silo.Orleans.Trust;

/// <summary>A connection whose greeting is watched: whether the other side left before the end of it. Such a one may be a silo of the same
/// start that was killed, or that gave up as the machine was too busy; who said what no silo of this start says stays until it is
/// refused.</summary>
/// <param name="inner">The connection.</param>
/// <param name="hasEnded">Whether the greeting has ended well; asked until it has.</param>
internal sealed class GreetingTransport(IDuplexPipe inner, Func<bool> hasEnded) : PipeReader, IDuplexPipe
{
    private volatile bool _hasLeft;
    private volatile bool _isOver;

    /// <summary>Whether the other side left before the end of the greeting.</summary>
    public bool HasLeft => _hasLeft;

    /// <summary>Whether the greeting has ended well.</summary>
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
