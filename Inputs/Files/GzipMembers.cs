using ICSharpCode.SharpZipLib.GZip;

namespace SvaOrleans.Inputs.Files;

/// <summary>Unpacks gzip (RFC 1952), members in a row included. Data that end early, are damaged or have other bytes behind them are errors.</summary>
/// <remarks>
/// The runtime's own gzip stream accepts a file that was cut off as a complete one. The library checks members, sums and ends; it refuses a member
/// with a checksum of its header (findings/sharpziplib-header-checksum.sh), which common packers do not write.
/// </remarks>
/// <param name="packed">The packed data; disposed with this stream.</param>
internal sealed class GzipMembers(Stream packed) : GZipInputStream(packed)
{
    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">Bytes that are no gzip member follow the last member.</exception>
    public override int Read(byte[] buffer, int offset, int count)
    {
        var n = base.Read(buffer, offset, count);
        if (n == 0 && count > 0)
        {
            RefuseOtherBytes();
        }

        return n;
    }

    // The library ignores bytes behind a member that do not begin another one; then a damaged header would hide all that follows.
    // Zero bytes are padding of tapes and block devices. Behind the last byte of the file nothing is left in the buffer.
    private void RefuseOtherBytes()
    {
        for (var at = inputBuffer.RawLength - inputBuffer.Available - 1; inputBuffer.RawLength > 0; at = 0)
        {
            if (inputBuffer.RawData.AsSpan(at..inputBuffer.RawLength).ContainsAnyExcept((byte)0))
            {
                throw new InvalidDataException("no gzip member where one should begin");
            }

            inputBuffer.Fill();
        }
    }
}
