using System.Numerics;
using System.Text;
using SvaOrleans.Model.Quoting;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace SvaOrleans.Documents.Yaml;

/// <summary>Reads the documents of a YAML stream into nodes with their places.</summary>
/// <remarks>Anchors, aliases and tags are refused: with them a file of a few lines can stand for billions of nodes.</remarks>
public sealed class YamlReader
{
    /// <summary>The largest text that is read, in bytes.</summary>
    public const int LargestBytes = 64 << 20;

    private const int DeepestLevel = 64;

    private readonly string _file;
    private readonly YamlKind _kind;
    private readonly Parser _parser;
    private Place _last = new(1, 1);

    private YamlReader(string file, string text, YamlKind kind)
    {
        _file = file;
        _kind = kind;
        _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
    }

    /// <summary>Reads all documents of a file.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="kind">What the file should be.</param>
    /// <exception cref="InputException">The content is no YAML, or uses what is refused here.</exception>
    public static IReadOnlyList<YamlNode> Read(string file, ReadOnlySpan<byte> bytes, YamlKind kind) =>
        Read(file, Decode(file, bytes, kind), kind);

    /// <summary>Reads all documents of a text.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="text">Its content.</param>
    /// <param name="kind">What the file should be.</param>
    /// <exception cref="InputException">The text is no YAML, or uses what is refused here.</exception>
    public static IReadOnlyList<YamlNode> Read(string file, string text, YamlKind kind)
    {
        var reader = new YamlReader(file, text, kind);
        try
        {
            return reader.Documents();
        }
        catch (YamlException e)
        {
            var message = e.Message[(e.Message.LastIndexOf("): ", StringComparison.Ordinal) is var at and >= 0 ? at + 3 : 0)..]
                .ReplaceLineEndings(" ")
                .TrimEnd('.');
            // The parser names the place where the mapping begins, not that of the tab.
            var (line, column) =
                message.Contains("tab as indentation", StringComparison.Ordinal) && TabOf(text) is { } tab
                    ? PlaceOf<char>(text, tab)
                    : (Math.Max(1, e.Start.Line), (int)Math.Max(1, e.Start.Column));
            throw new InputException(file, line, column, $"this is no YAML: {message:part}", "", e);
        }
        catch (Exception e)
            when (e is ArgumentException or InvalidOperationException or OverflowException or FormatException or IndexOutOfRangeException)
        {
            // The parser throws these where a bracket or a quote is not closed, or a number of an escape is out of range.
            throw new InputException(
                file,
                reader._last.Line,
                reader._last.Column,
                "this is no YAML: something is not closed behind this",
                "",
                e
            );
        }
    }

    /// <summary>Reads a text that holds one document.</summary>
    /// <param name="file">The file's name, for messages.</param>
    /// <param name="text">Its content.</param>
    /// <param name="kind">What the file should be.</param>
    /// <exception cref="InputException">The text is no YAML, holds several documents, or uses what is refused here.</exception>
    public static YamlNode ReadOne(string file, string text, YamlKind kind) =>
        Read(file, text, kind) switch
        {
            [var only] => only,
            [_, var second, ..] => throw new InputException(
                file,
                second.Place.Line,
                second.Place.Column,
                "a second document begins",
                "one document"
            ),
            [] => throw new InputException(file, 1, 1, "there is nothing in it", kind.Wanted),
        };

    private static string Decode(string file, ReadOnlySpan<byte> bytes, YamlKind kind)
    {
        if (bytes.StartsWith("\uFEFF"u8))
        {
            bytes = bytes[3..];
        }

        if (bytes is [0xff, 0xfe, ..] or [0xfe, 0xff, ..])
        {
            throw new InputException(file, 1, 1, "this text is UTF-16", "UTF-8, " + kind.Wanted);
        }

        var bad = bytes.IndexOfAnyInRange<byte>(0, 8);
        if (bad >= 0)
        {
            var (line, column) = PlaceOf(bytes, bad);
            throw new InputException(file, line, column, "a control byte: these are binary data", kind.Wanted);
        }

        try
        {
            return new UTF8Encoding(false, true).GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            var (line, column) = PlaceOf(bytes, Math.Clamp(e.Index, 0, bytes.Length - 1));
            throw new InputException(file, line, column, "a byte that is no UTF-8", kind.Wanted, e);
        }
    }

    private static int? TabOf(ReadOnlySpan<char> text)
    {
        for (var at = 0; at < text.Length; )
        {
            var indent = text[at..].IndexOfAnyExcept(' ');
            if (indent >= 0 && text[at + indent] == '\t')
            {
                return at + indent;
            }

            var end = text[at..].IndexOf('\n');
            at = end < 0 ? text.Length : at + end + 1;
        }

        return null;
    }

    private static (long Line, int Column) PlaceOf<T>(ReadOnlySpan<T> content, int index)
        where T : unmanaged, IBinaryInteger<T>
    {
        var newline = T.CreateChecked('\n');
        var before = content[..index];
        return (before.Count(newline) + 1, index - (before.LastIndexOf(newline) + 1) + 1);
    }

    private List<YamlNode> Documents()
    {
        List<YamlNode> documents = [];
        _parser.Consume<StreamStart>();
        while (!_parser.TryConsume<StreamEnd>(out _))
        {
            _parser.Consume<DocumentStart>();
            documents.Add(Node(0));
            _parser.Consume<DocumentEnd>();
        }

        if (documents.Count == 0)
        {
            throw new InputException(_file, 1, 1, "there is nothing in it", _kind.Wanted);
        }

        return documents;
    }

    private YamlNode Node(int level)
    {
        var next = _parser.Current ?? throw new InputException(_file, 1, 1, "the text ends early", _kind.Wanted);
        var place = new Place(next.Start.Line, (int)next.Start.Column);
        _last = place;
        if (level > DeepestLevel)
        {
            throw Refuse(place, $"nested more than {DeepestLevel} levels deep", _kind.Name);
        }

        switch (next)
        {
            case AnchorAlias:
                throw Refuse(place, "an alias", "the value itself; aliases are not read");
            case NodeEvent { Anchor.IsEmpty: false }:
                throw Refuse(place, "an anchor", "a value without anchor; anchors are not read");
            case NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } }:
                throw Refuse(place, "a tag", "a value without tag");
            case Scalar scalar:
                _parser.MoveNext();
                if (!_kind.AllowsControlCharacters && scalar.Value.Any(static c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')))
                {
                    // It could steer the terminal that shows it.
                    throw Refuse(place, $"'{scalar.Value}' has a control character in it", "a text that can be printed");
                }

                return new YamlScalar(place, scalar.Value, scalar.Style is ScalarStyle.Plain);
            case SequenceStart:
                _parser.MoveNext();
                List<YamlNode> items = [];
                while (!_parser.TryConsume<SequenceEnd>(out _))
                {
                    items.Add(Node(level + 1));
                }

                return new YamlSequence(place, items);
            case MappingStart:
                _parser.MoveNext();
                return Mapping(place, level);
            default:
                throw Refuse(place, "something unreadable", "a value, a list or a mapping");
        }
    }

    private YamlMapping Mapping(Place place, int level)
    {
        List<YamlEntry> entries = [];
        HashSet<string> keys = new(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = Node(level + 1);
            if (key is not YamlScalar name)
            {
                throw Refuse(key.Place, $"{key.Describe:part} as a key", "a word");
            }

            if (!keys.Add(name.Text))
            {
                throw Refuse(name.Place, $"the key '{name.Text}' stands here a second time", "each key once");
            }

            entries.Add(new(name, Node(level + 1)));
        }

        return new(place, entries);
    }

    private InputException Refuse(Place place, Complaint problem, string expected) =>
        new(_file, place.Line, place.Column, problem, expected);
}
