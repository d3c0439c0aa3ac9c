using System.Buffers.Binary;
using System.Globalization;
using System.IO.MemoryMappedFiles;
using System.Text;
using SvaOrleans.Documents;
using SvaOrleans.Simulation.Exploration;
using SvaOrleans.Simulation.Exploration.Replay;

namespace SvaOrleans.Reports.Exploring;

/// <summary>
/// A file that holds the orders that run now, choice by choice, so an order that never ends, or that ends the process, can be found there.
/// The file is mapped, so it has the last choice however the process ends.
/// </summary>
/// <remarks>Format 1: a line <c>sva-journal/1 SUBJECT WORKERS CONDITIONS</c>, padded to 256 bytes, and for each worker a slot of 4 MiB
/// (sparse): a byte that is 1 while an order runs, the length of its strategy's name, 62 bytes for the name, four bytes (little-endian) for
/// how many bytes of choices follow, and the choices as variable-length numbers.</remarks>
internal sealed class OrderJournal : IScheduleJournal, IDisposable
{
    private const string Format = "sva-journal/1";
    private const int HeaderBytes = 256;
    private const int SlotBytes = 4 << 20;
    private const int NameBytesMax = 62;
    private const int LengthAt = 2 + NameBytesMax;
    private const int ChoicesAt = LengthAt + sizeof(int);

    // Longer orders are cut short in the file: their beginnings repeat, and oldest first after that.
    private const int ChoiceBytesMax = SlotBytes - ChoicesAt;
    private const int ChoiceBytes = 5;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly int[] _lengths;

    /// <summary>Begins a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="subject">The scenario's hash.</param>
    /// <param name="workers">How many orders run at once.</param>
    /// <param name="conditions">The conditions in the orders' tokens.</param>
    /// <exception cref="InputException">It cannot be written.</exception>
    public OrderJournal(string path, ulong subject, int workers, IReadOnlyList<string> conditions)
    {
        _lengths = new int[workers];
        try
        {
            var stream = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite);
            _file = MemoryMappedFile.CreateFromFile(
                stream,
                null,
                HeaderBytes + ((long)workers * SlotBytes),
                MemoryMappedFileAccess.ReadWrite,
                HandleInheritability.None,
                leaveOpen: false
            );
            _view = _file.CreateViewAccessor();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException("--journal", 0, 0, $"cannot write {path:part} ({e.Message:part})", "a file that can be written", e);
        }

        var header =
            string.Create(CultureInfo.InvariantCulture, $"{Format} {subject:x16} {workers} {string.Join('_', conditions)}")
                .PadRight(HeaderBytes - 1) + "\n";
        _view.WriteArray(0, Encoding.ASCII.GetBytes(header), 0, HeaderBytes);
    }

    /// <summary>Whether a file is a journal.</summary>
    public static bool Is(string path)
    {
        var start = new byte[Format.Length];
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length
            && Encoding.ASCII.GetString(start) == Format;
    }

    /// <summary>Reads the orders that ran when the file was written last.</summary>
    /// <exception cref="InputException">It is damaged.</exception>
    public static IReadOnlyList<ReplayToken> Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var slot = new byte[SlotBytes];
        var tokens = new List<ReplayToken>();
        try
        {
            stream.ReadExactly(slot, 0, HeaderBytes);
            var words = Encoding
                .ASCII.GetString(slot, 0, HeaderBytes)
                .Split(' ', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            var subject = ulong.Parse(words[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            for (var worker = int.Parse(words[2], CultureInfo.InvariantCulture); worker > 0; worker--)
            {
                stream.ReadExactly(slot, 0, SlotBytes);
                if (slot[0] == 1)
                {
                    var length = BinaryPrimitives.ReadInt32LittleEndian(slot.AsSpan(LengthAt));
                    tokens.Add(
                        new(subject, ReplayToken.Plain(Encoding.ASCII.GetString(slot, 2, slot[1])), Choices(slot.AsSpan(ChoicesAt, length)))
                        {
                            Conditions = words.Length > 3 ? words[3].Split('_') : [],
                        }
                    );
                }
            }
        }
        catch (Exception e)
            when (e is EndOfStreamException or FormatException or OverflowException or ArgumentException or IndexOutOfRangeException)
        {
            throw new InputException(path, 0, 0, "the journal is damaged", "the file that --journal wrote, whole", e);
        }

        return tokens;
    }

    /// <inheritdoc/>
    public void Begin(int worker, string strategy)
    {
        var name = Encoding.ASCII.GetBytes(ReplayToken.Plain(strategy));
        var length = Math.Min(name.Length, NameBytesMax);
        var at = At(worker);
        _lengths[worker] = 0;
        _view.Write(at + LengthAt, 0);
        _view.Write(at + 1, (byte)length);
        _view.WriteArray(at + 2, name, 0, length);
        _view.Write(at, (byte)1);
    }

    /// <inheritdoc/>
    public void Chose(int worker, int decision)
    {
        var length = _lengths[worker];
        if (length > ChoiceBytesMax - ChoiceBytes)
        {
            return;
        }

        var at = At(worker);
        var rest = (uint)decision;
        for (; rest >= 0x80; rest >>= 7)
        {
            _view.Write(at + ChoicesAt + length++, (byte)((rest & 0x7F) | 0x80));
        }

        _view.Write(at + ChoicesAt + length++, (byte)rest);
        _lengths[worker] = length;
        _view.Write(at + LengthAt, length);
    }

    /// <inheritdoc/>
    public void End(int worker) => _view.Write(At(worker), (byte)0);

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private static long At(int worker) => HeaderBytes + ((long)worker * SlotBytes);

    private static List<int> Choices(ReadOnlySpan<byte> bytes)
    {
        var choices = new List<int>();
        var number = 0u;
        var shift = 0;
        foreach (var next in bytes)
        {
            number |= (uint)(next & 0x7F) << shift;
            shift += 7;
            if (next < 0x80)
            {
                choices.Add(checked((int)number));
                (number, shift) = (0, 0);
            }
        }

        return choices;
    }
}
