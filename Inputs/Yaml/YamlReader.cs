using SvaOrleans.Inputs.Files;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace SvaOrleans.Inputs.Yaml;

/// <summary>Reads one YAML document into nodes that know their lines. Anchors, aliases and tags are refused; so is deep nesting.</summary>
internal static class YamlReader
{
    /// <summary>Deepest nesting that is read.</summary>
    public const int DeepestNesting = 32;

    /// <summary>Largest file that is read, in bytes.</summary>
    public const int LargestFileBytes = 64 << 20;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file's path.</param>
    /// <param name="expected">What kind of file it should be, for messages.</param>
    /// <exception cref="InputException">The file cannot be read or is no such YAML.</exception>
    public static YamlNode ReadFile(string path, string expected)
    {
        using var stream = InputFile.Open(path, expected);
        if (stream.CanSeek && stream.Length > LargestFileBytes)
        {
            throw new InputException(path, 0, 0, $"the file is larger than {LargestFileBytes >> 20} MiB", expected);
        }

        return Read(InputText.Whole(stream, path, expected, LargestFileBytes), path, expected);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="expected">What kind of text it should be, for messages.</param>
    /// <exception cref="InputException">The text is no such YAML.</exception>
    public static YamlNode Read(string text, string name, string expected)
    {
        using var reader = new StringReader(text);
        var parser = new Parser(reader);
        try
        {
            return new Composer(parser, name).Document(expected);
        }
        catch (YamlException e)
        {
            var (line, column) = (Math.Max(e.Start.Line, 1), Math.Max(e.Start.Column, 1));
            throw new InputException(name, line, (int)column, $"this is no YAML ({Reason(e):part})", expected, e);
        }
        catch (Exception e)
            when (e is ArgumentException or InvalidOperationException or OverflowException or FormatException or IndexOutOfRangeException)
        {
            var last = parser.Current?.End ?? Mark.Empty;
            const string problem = "this is no YAML (brackets, quotes or indentation do not fit from here on)";
            throw new InputException(name, Math.Max(last.Line, 1), (int)last.Column, problem, expected, e);
        }
    }

    private static string Reason(YamlException e) => e.Message.ReplaceLineEndings(" ").TrimEnd('.');

    private sealed class Composer(Parser parser, string name)
    {
        public YamlNode Document(string expected)
        {
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
            {
                throw new InputException(name, 1, 0, "there is nothing in it", expected);
            }

            parser.Consume<DocumentStart>();
            var root = Node(0);
            parser.Consume<DocumentEnd>();
            if (!parser.Accept<StreamEnd>(out _))
            {
                throw new InputException(
                    name,
                    parser.Current!.Start.Line,
                    (int)parser.Current.Start.Column,
                    "a second document begins",
                    "one document"
                );
            }

            return root;
        }

        private YamlNode Node(int depth)
        {
            var current = parser.Current!;
            var (line, column) = ((int)current.Start.Line, (int)current.Start.Column);
            if (depth > DeepestNesting)
            {
                throw new InputException(name, line, column, $"nested more than {DeepestNesting} deep");
            }

            if (current is NodeEvent { Anchor.IsEmpty: false } or AnchorAlias or NodeEvent { Tag.IsEmpty: false })
            {
                throw new InputException(name, line, column, "anchors, aliases and tags are not read here", "the value itself");
            }

            if (parser.TryConsume<Scalar>(out var scalar))
            {
                return new YamlScalar(line, column, scalar.Value, scalar.Style != ScalarStyle.Plain);
            }

            if (parser.TryConsume<SequenceStart>(out _))
            {
                var items = new List<YamlNode>();
                while (!parser.TryConsume<SequenceEnd>(out _))
                {
                    items.Add(Node(depth + 1));
                }

                return new YamlList(line, column, items);
            }

            parser.Consume<MappingStart>();
            return Map(line, column, depth);
        }

        private YamlMap Map(int line, int column, int depth)
        {
            var entries = new List<(YamlScalar, YamlNode)>();
            var seen = new HashSet<string>(StringComparer.Ordinal);
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                if (Node(depth + 1) is not YamlScalar key)
                {
                    throw new InputException(name, line, column, "a key is not a plain word", "a word");
                }

                if (!seen.Add(key.Text))
                {
                    throw new InputException(name, key.Line, key.Column, $"'{key.Text}' occurs twice", "each key once");
                }

                entries.Add((key, Node(depth + 1)));
            }

            return new YamlMap(line, column, entries);
        }
    }
}
