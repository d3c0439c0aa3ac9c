using System.Globalization;
using System.Text.Json;
using SvaOrleans.Documents;
using SvaOrleans.Inputs.Traces.Events;

namespace SvaOrleans.Inputs.Traces.EventFiles;

/// <summary>The fields of one line of an event file; every wrong one becomes an <see cref="InputException"/> that names it.</summary>
/// <param name="file">The file's name.</param>
/// <param name="line">The line.</param>
/// <param name="element">The line's object, or one inside it.</param>
internal readonly struct EventFields(string file, long line, JsonElement element)
{
    /// <summary>Makes the report of a field.</summary>
    /// <param name="name">The field.</param>
    /// <param name="expected">What it should be.</param>
    public InputException Wrong(string name, string expected) =>
        new(file, line, 0, element.TryGetProperty(name, out _) ? $"'{name}' is not as it should be" : $"'{name}' is missing", expected);

    /// <summary>A text.</summary>
    public string Text(string name) => TextOrNull(name) ?? throw Wrong(name, "a text");

    /// <summary>A text or null.</summary>
    public string? TextOrNull(string name) =>
        !element.TryGetProperty(name, out var value) ? throw Wrong(name, "a text or null")
        : value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw Wrong(name, "a text or null");

    /// <summary>A whole number from 0.</summary>
    public long Count(string name) =>
        element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out var number)
        && number >= 0
            ? number
            : throw Wrong(name, "a whole number from 0");

    /// <summary>A whole number from 0 that fits in 31 bits.</summary>
    public int Small(string name)
    {
        var number = Count(name);
        return number <= int.MaxValue ? (int)number : throw Wrong(name, "a whole number below 2^31");
    }

    /// <summary>Such a number or null.</summary>
    public int? SmallOrNull(string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Null ? null : Small(name);

    /// <summary>A 64-bit length.</summary>
    public ulong Length(string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out var number)
            ? number
            : throw Wrong(name, "a whole number from 0");

    /// <summary>An address in hexadecimal.</summary>
    public ulong Address(string name) => AddressOrNull(name) ?? throw Wrong(name, "an address such as \"0x7f0000000000\"");

    /// <summary>An address in hexadecimal or null.</summary>
    public ulong? AddressOrNull(string name)
    {
        var text = TextOrNull(name);
        if (text is null)
        {
            return null;
        }

        return
            text.StartsWith("0x", StringComparison.Ordinal)
            && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var address)
            ? address
            : throw Wrong(name, "an address such as \"0x7f0000000000\"");
    }

    /// <summary>true or false.</summary>
    public bool Flag(string name) =>
        element.TryGetProperty(name, out var value)
            ? value.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                _ => throw Wrong(name, "true or false"),
            }
            : throw Wrong(name, "true or false");

    /// <summary>A task.</summary>
    public TaskSerial Task(string name) =>
        TaskSerial.TryParse(Text(name), out var task) ? task : throw Wrong(name, "a task such as \"4101.1\"");

    /// <summary>Whether there is such a field.</summary>
    public bool Has(string name) => element.TryGetProperty(name, out _);

    /// <summary>An object inside this one.</summary>
    public EventFields Object(string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object
            ? new(file, line, value)
            : throw Wrong(name, "an object");

    /// <summary>The counts in an object of name and count.</summary>
    public IEnumerable<(string Name, long Count)> Counts(string name)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Object)
        {
            throw Wrong(name, "an object of counts");
        }

        var inside = new EventFields(file, line, value);
        return value.EnumerateObject().Select(p => (p.Name, inside.Count(p.Name))).ToList();
    }

    /// <summary>The objects in an array.</summary>
    public IEnumerable<EventFields> Array(string name)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Array)
        {
            throw Wrong(name, "an array of objects");
        }

        var (f, l) = (file, line);
        return value
            .EnumerateArray()
            .Select(e =>
                e.ValueKind == JsonValueKind.Object
                    ? new EventFields(f, l, e)
                    : throw new InputException(f, l, 0, $"'{name}' is not as it should be", "an array of objects")
            )
            .ToList();
    }
}
