using System.IO.Compression;
using System.Text;
using SvaOrleans.Documents;
using SvaOrleans.Inputs.Traces;

namespace SvaOrleans.Inputs.Tests.Traces;

public class TraceBadInputTests
{
    private const string Line = "10 100000000.1 mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7000\n";

    private static InputException Refused(byte[] bytes) => Assert.Throws<InputException>(() => TestData.Read(bytes));

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    [Fact]
    public void Empty_file() =>
        Assert.StartsWith("t.strace: the file is empty; expected strace text", Refused([]).Message, StringComparison.Ordinal);

    [Fact]
    public void Blank_file() => Assert.Contains("no line of strace text", Refused("\n\n \n"u8.ToArray()).Message, StringComparison.Ordinal);

    [Fact]
    public void Other_text()
    {
        var error = Refused(Encoding.UTF8.GetBytes("\n# A title\n\nSome (text) = here?\n"));

        Assert.Equal(("t.strace", 2, 0), (error.File, error.Line, error.Column));
        Assert.Contains("strace text", error.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_text_without_end_is_not_read_to_its_end()
    {
        using var reader = TraceReader.Open(new Endless("no strace here\n"), "endless");

        Assert.Equal(1, Assert.Throws<InputException>(() => reader.Read().Count()).Line);
    }

    [Fact]
    public void A_line_without_end_is_refused()
    {
        using var reader = TraceReader.Open(new Endless("x"), "endless");

        Assert.Contains("longer than 16 MiB", Assert.Throws<InputException>(() => reader.Read().Count()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Text_of_another_encoding_is_named(bool isBigEndian)
    {
        var encoding = new System.Text.UnicodeEncoding(isBigEndian, byteOrderMark: true);
        byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes("1 munmap(0x1000, 4096) = 0\n")];

        Assert.StartsWith(
            "t.strace:1:1: this text is UTF-16; expected UTF-8, strace text",
            Refused(bytes).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Binary_data()
    {
        var error = Refused([.. Encoding.UTF8.GetBytes(Line), (byte)'a', 0, 1, 2]);

        Assert.Equal((2, 2), (error.Line, error.Column));
        Assert.Contains("binary", error.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, 0 }, "xz")]
    [InlineData(new byte[] { 0x28, 0xb5, 0x2f, 0xfd, 0, 0 }, "zstd")]
    [InlineData(new byte[] { (byte)'B', (byte)'Z', (byte)'h', (byte)'9', 0x31, 0x41 }, "bzip2")]
    [InlineData(new byte[] { (byte)'P', (byte)'K', 3, 4, 0, 0 }, "zip")]
    public void Other_packers(byte[] bytes, string name) =>
        Assert.Contains($"packed with {name}", Refused(bytes).Message, StringComparison.Ordinal);

    [Fact]
    public void Gzip_cut_anywhere_is_noticed()
    {
        var packed = Gzip(
            string.Concat(Enumerable.Range(0, 200).Select(i => $"10 100000000.{i:d3} munmap(0x{(i * 7919) + 1:x}000, 4096) = 0\n"))
        );
        Assert.Equal(200, TestData.Read(packed).Stats.Lines);

        for (var length = 2; length < packed.Length; length++)
        {
            Assert.Contains("gzip", Refused(packed[..length]).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Gzip_with_a_wrong_checksum_is_noticed()
    {
        var packed = Gzip(Line);
        packed[^5] ^= 1;

        Assert.Contains("damaged", Refused(packed).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gzip_with_a_wrong_length_is_noticed()
    {
        var packed = Gzip(Line);
        packed[^1] ^= 1;

        Assert.Contains("damaged", Refused(packed).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_gzip_member_that_was_cut_anywhere_is_noticed()
    {
        byte[] packed = [.. Gzip(Line), .. Gzip(Line)];

        for (var length = Gzip(Line).Length + 1; length < packed.Length; length++)
        {
            Assert.Contains("gzip", Refused(packed[..length]).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5000)]
    public void Other_bytes_behind_a_gzip_member_are_noticed(int zeros)
    {
        byte[] packed = [.. Gzip(Line), .. new byte[zeros], 1, 2, 3];

        Assert.Contains("damaged", Refused(packed).Message, StringComparison.Ordinal);
        Assert.Equal(1, TestData.Read(packed[..^3]).Stats.Lines);
    }

    [Fact]
    public void A_second_gzip_member_with_a_damaged_header_is_noticed()
    {
        var first = Gzip(Line);
        for (var at = 0; at < 3; at++)
        {
            byte[] packed = [.. first, .. Gzip(Line)];
            packed[first.Length + at] ^= 0x10;

            Assert.Contains("gzip", Refused(packed).Message, StringComparison.Ordinal);
        }
    }

    // A checksum of the header is refused, as the library swaps its bytes (findings/sharpziplib-header-checksum.sh); common packers write none.
    [Fact]
    public void A_gzip_header_can_have_an_extra_field_a_name_and_a_comment()
    {
        byte[] header = [0x1f, 0x8b, 8, 0x1c, 1, 2, 3, 4, 0, 3, 2, 0, 9, 9, (byte)'n', 0, (byte)'c', (byte)'c', 0];
        byte[] packed = [.. header, .. Gzip(Line)[10..]];

        Assert.Equal(1, TestData.Read(packed).Stats.Lines);
    }

    [Fact]
    public void Gzip_members_in_a_row_are_one_text() => Assert.Equal(2, TestData.Read([.. Gzip(Line), .. Gzip(Line), 0, 0, 0]).Stats.Lines);

    [Fact]
    public void No_such_file()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<InputException>(() => TraceReader.Open(folder.File("none")));

        Assert.Equal((folder.File("none"), 0, "there is no such file"), (error.File, error.Line, error.Problem));
        Assert.Contains("folder", Assert.Throws<InputException>(() => TraceReader.Open(folder.Path)).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Odd_lines_are_counted_and_kept_with_their_numbers()
    {
        var (_, stats) = TestData.Read(
            Line + "hello world\n" + "10 100000000.2 mmap(NULL, 4096\n" + "10 100000000.2 munmap(x, 4096) = 0\n" + Line
        );

        Assert.Equal(3, stats.LinesNotUnderstood);
        Assert.Equal([2L, 3L, 4L], stats.OddLines.Select(o => o.Line));
        Assert.Equal("hello world", stats.OddLines[0].Text);
        Assert.False(stats.LastLineCut);
    }

    [Theory]
    [InlineData("10 100000000.2 mun", true)]
    [InlineData("10 1000", true)]
    [InlineData("10 100000000.2 mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x70", true)]
    [InlineData("10 100000000.2 +++ exited with 0 +++", false)]
    [InlineData("10 100000000.2 munmap(0x7000, 4096) = 0", false)]
    public void A_cut_last_line_is_left_out(string last, bool cut)
    {
        var (events, stats) = TestData.Read(Line + last);

        Assert.Equal((cut, 0), (stats.LastLineCut, stats.LinesNotUnderstood));
        Assert.Equal(cut ? 2 : 3, events.Count);
    }

    private sealed class Endless(string text) : MemoryStream
    {
        private readonly byte[] _bytes = Encoding.UTF8.GetBytes(text);
        private int _at;

        public override bool CanSeek => false;

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            foreach (ref var b in buffer)
            {
                b = _bytes[_at++ % _bytes.Length];
            }

            return buffer.Length;
        }
    }
}
