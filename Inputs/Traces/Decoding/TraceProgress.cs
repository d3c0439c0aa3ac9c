namespace SvaOrleans.Inputs.Traces.Decoding;

/// <summary>How far reading has come.</summary>
/// <param name="BytesRead">Bytes of the file read, as it lies on disk.</param>
/// <param name="BytesTotal">The file's size, where known.</param>
/// <param name="Lines">Lines read.</param>
/// <param name="Events">Events given out.</param>
public readonly record struct TraceProgress(long BytesRead, long? BytesTotal, long Lines, long Events);
