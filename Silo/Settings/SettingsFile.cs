using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace SvaOrleans.Silo.Settings;

/// <summary>Checks a settings file and finds the lines of its settings.</summary>
internal ref struct SettingsFile
{
    private readonly string _file;
    private readonly ReadOnlySpan<byte> _text;
    private readonly Func<string, string?, string?> _faultOf;
    private readonly List<string> _faults = [];
    private Utf8JsonReader _reader;

    private SettingsFile(string file, ReadOnlySpan<byte> text, Func<string, string?, string?> faultOf)
    {
        this._file = file;
        this._text = text;
        this._faultOf = faultOf;

        // The same options as in the configuration reader.
        _reader = new(text, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
    }

    /// <summary>The faults of a file, each with its line.</summary>
    /// <param name="file">The file.</param>
    /// <param name="faultOf">The fault of a setting, by name and value; null if there is none.</param>
    public static IReadOnlyList<string> FaultsIn(string file, Func<string, string?, string?> faultOf)
    {
        var octets = ReadAll(file);
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        var text = octets.AsSpan().StartsWith(mark) ? octets.AsSpan(mark.Length) : octets;
        var reading = new SettingsFile(file, text, faultOf);
        try
        {
            reading._reader.Read();
            if (reading._reader.TokenType != JsonTokenType.StartObject)
            {
                return [$"{file}:1: is no object; expected {{ \"{SvaSiloOptions.Section}\": {{ ... }} }}"];
            }

            reading.ReadValue("");
            reading._reader.Read();
        }
        catch (JsonException wrong)
        {
            // The reader's message ends with the place, counted from 0.
            reading._faults.Add($"{file}:{wrong.LineNumber + 1}: is no JSON: {wrong.Message.Split(" LineNumber:")[0].TrimEnd('.')}");
        }

        return reading._faults;
    }

    private static byte[] ReadAll(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception away) when (away is IOException or UnauthorizedAccessException)
        {
            throw new SiloSettingsException($"{file} cannot be read: {away.Message}", away);
        }
    }

    private void ReadValue(string path)
    {
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject:
                ReadObject(path);
                break;
            case JsonTokenType.StartArray:
                for (var index = 0; _reader.Read() && _reader.TokenType != JsonTokenType.EndArray; index++)
                {
                    ReadValue($"{path}{ConfigurationPath.KeyDelimiter}{index}");
                }

                break;
            default:
                if (SettingsCheck.IsOurs(path))
                {
                    Add(_faultOf(path, TextOf()));
                }
                else if (path.Equals(SvaSiloOptions.Section, StringComparison.OrdinalIgnoreCase))
                {
                    Add($"{path} is a value; expected settings in braces");
                }

                break;
        }
    }

    private void ReadObject(string path)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (KnownSetting.Find(path) is { } single)
        {
            Add($"{single.Path} is a group of settings; expected one value");
        }

        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = _reader.GetString()!;
            var inner = path.Length == 0 ? name : $"{path}{ConfigurationPath.KeyDelimiter}{name}";
            if (!names.Add(name))
            {
                Add($"{inner} stands there twice (upper and lower case are the same name); expected it once");
            }

            if (path.Length == 0 && SettingsCheck.IsMistypedSection(name))
            {
                Add($"{name} is no section of settings; the nearest is {SvaSiloOptions.Section}");
            }

            _reader.Read();
            ReadValue(inner);
        }
    }

    private string? TextOf() =>
        _reader.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.True => bool.TrueString,
            JsonTokenType.False => bool.FalseString,
            JsonTokenType.String => _reader.GetString(),
            _ => System.Text.Encoding.UTF8.GetString(_reader.ValueSpan),
        };

    private void Add(string? fault)
    {
        if (fault is not null)
        {
            _faults.Add($"{_file}:{_text[..(int)_reader.TokenStartIndex].Count((byte)'\n') + 1}: {fault}");
        }
    }
}
