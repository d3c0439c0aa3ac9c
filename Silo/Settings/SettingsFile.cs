using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace SvaOrleans.Silo;

/// <summary>Looks through a file of settings, with the lines on which things stand.</summary>
internal ref struct SettingsFile
{
    private readonly string file;
    private readonly ReadOnlySpan<byte> text;
    private readonly Func<string, string?, string?> faultOf;
    private readonly List<string> faults = [];
    private Utf8JsonReader reader;

    private SettingsFile(string file, ReadOnlySpan<byte> text, Func<string, string?, string?> faultOf)
    {
        this.file = file;
        this.text = text;
        this.faultOf = faultOf;

        // As the reader of settings takes it.
        reader = new(text, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
    }

    /// <summary>What is wrong in a file, each with its line.</summary>
    /// <param name="file">The file.</param>
    /// <param name="faultOf">What is wrong with a setting of a name and a value; null for nothing.</param>
    public static IReadOnlyList<string> FaultsIn(string file, Func<string, string?, string?> faultOf)
    {
        var octets = ReadAll(file);
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        var text = octets.AsSpan().StartsWith(mark) ? octets.AsSpan(mark.Length) : octets;
        var reading = new SettingsFile(file, text, faultOf);
        try
        {
            reading.reader.Read();
            if (reading.reader.TokenType != JsonTokenType.StartObject)
            {
                return [$"{file}:1: is no object; expected {{ \"{SvaSiloOptions.Section}\": {{ ... }} }}"];
            }

            reading.ReadValue("");
            reading.reader.Read();
        }
        catch (JsonException wrong)
        {
            // Its own words end with the place, counted from 0.
            reading.faults.Add($"{file}:{wrong.LineNumber + 1}: is no JSON: {wrong.Message.Split(" LineNumber:")[0].TrimEnd('.')}");
        }

        return reading.faults;
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
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                ReadObject(path);
                break;
            case JsonTokenType.StartArray:
                for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
                {
                    ReadValue($"{path}{ConfigurationPath.KeyDelimiter}{index}");
                }

                break;
            default:
                if (SettingsCheck.IsOurs(path))
                {
                    Add(faultOf(path, TextOf()));
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

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var inner = path.Length == 0 ? name : $"{path}{ConfigurationPath.KeyDelimiter}{name}";
            if (!names.Add(name))
            {
                Add($"{inner} stands there twice (upper and lower case are the same name); expected it once");
            }

            if (path.Length == 0 && SettingsCheck.IsMistypedSection(name))
            {
                Add($"{name} is no section of settings; the nearest is {SvaSiloOptions.Section}");
            }

            reader.Read();
            ReadValue(inner);
        }
    }

    private string? TextOf() => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.True => bool.TrueString,
        JsonTokenType.False => bool.FalseString,
        JsonTokenType.String => reader.GetString(),
        _ => System.Text.Encoding.UTF8.GetString(reader.ValueSpan),
    };

    private void Add(string? fault)
    {
        if (fault is not null)
        {
            faults.Add($"{file}:{text[..(int)reader.TokenStartIndex].Count((byte)'\n') + 1}: {fault}");
        }
    }
}
