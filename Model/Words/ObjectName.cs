using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace SvaOrleans.Model.Words;

/// <summary>A kernel object's full name, which is also its grain's key: <c>host/kind/name</c>, lower case except the name, percent-encoded
/// (<c>h0/mm/Y</c>, <c>h0/dev/0000:00:01.0</c>).</summary>
/// <param name="Host">The host it lives on, without slash.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Its own name, decoded; empty for the objects that a host has once.</param>
public readonly record struct ObjectName(string Host, ObjectKind Kind, string Name) : IComparable<ObjectName>
{
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~:"
    );

    /// <summary>Whether this names nothing.</summary>
    [MemberNotNullWhen(false, nameof(Host))]
    public bool IsNone => string.IsNullOrEmpty(Host);

    /// <summary>The grain key.</summary>
    public string Key => Name.Length == 0 ? $"{Escape(Host)}/{Segment(Kind)}" : $"{Escape(Host)}/{Segment(Kind)}/{Escape(Name)}";

    /// <summary>Another object of the same host.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="name">Its name.</param>
    public ObjectName Sibling(ObjectKind kind, string name) => new(Host, kind, name);

    /// <summary>Reads a grain key.</summary>
    public static bool TryParse([NotNullWhen(true)] string? key, out ObjectName name)
    {
        name = default;
        if (string.IsNullOrEmpty(key))
        {
            return false;
        }

        var parts = key.Split('/');
        if (parts.Length is < 2 or > 3 || parts[0].Length == 0 || !TryKind(parts[1], out var kind))
        {
            return false;
        }

        name = new(Uri.UnescapeDataString(parts[0]), kind, parts.Length == 3 ? Uri.UnescapeDataString(parts[2]) : "");
        return true;
    }

    /// <summary>Reads a grain key and throws when the text is none.</summary>
    /// <exception cref="FormatException">The text is no key.</exception>
    public static ObjectName Parse(string key) =>
        TryParse(key, out var name) ? name : throw new FormatException($"'{key}' is no object key such as h0/mm/17");

    /// <summary>The short word for a kind in keys: <c>dev</c>, <c>iomm</c>.</summary>
    public static string Segment(ObjectKind kind) =>
        kind switch
        {
            ObjectKind.Host => "host",
            ObjectKind.Task => "task",
            ObjectKind.Kworker => "kworker",
            ObjectKind.Mm => "mm",
            ObjectKind.IoMm => "iomm",
            ObjectKind.Domain => "dom",
            ObjectKind.Device => "dev",
            ObjectKind.Iommu => "iommu",
            ObjectKind.PasidSpace => "pasids",
            ObjectKind.File => "file",
            ObjectKind.FileTable => "files",
            ObjectKind.DriverLock => "lock",
            ObjectKind.SvaLock => "svalock",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a kind of object"),
        };

    /// <inheritdoc/>
    // Names are short, and each call of a kernel object looks one up: the runtime's own hash of strings is made for long ones.
    public override int GetHashCode()
    {
        unchecked
        {
            var hash = (uint)Kind + 1;
            foreach (var character in Name.AsSpan())
            {
                hash = (hash * 16_777_619) ^ character;
            }

            foreach (var character in Host.AsSpan())
            {
                hash = (hash * 16_777_619) ^ character;
            }

            return (int)(hash ^ (hash >> 15));
        }
    }

    /// <inheritdoc/>
    public int CompareTo(ObjectName other)
    {
        var byHost = string.CompareOrdinal(Host, other.Host);
        if (byHost != 0)
        {
            return byHost;
        }

        var byKind = ((int)Kind).CompareTo((int)other.Kind);
        return byKind != 0 ? byKind : string.CompareOrdinal(Name, other.Name);
    }

    /// <summary>The key, or <c>-</c> for nothing.</summary>
    public override string ToString() => IsNone ? "-" : Key;

    /// <summary>Whether the left name sorts first.</summary>
    public static bool operator <(ObjectName left, ObjectName right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left name sorts last.</summary>
    public static bool operator >(ObjectName left, ObjectName right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left name does not sort last.</summary>
    public static bool operator <=(ObjectName left, ObjectName right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left name does not sort first.</summary>
    public static bool operator >=(ObjectName left, ObjectName right) => left.CompareTo(right) >= 0;

    private static bool TryKind(string segment, out ObjectKind kind)
    {
        foreach (var candidate in Enum.GetValues<ObjectKind>())
        {
            if (Segment(candidate) == segment)
            {
                kind = candidate;
                return true;
            }
        }

        kind = default;
        return false;
    }

    // A colon is common in names (BDFs) and harmless in keys, so it stays readable. Most names have nothing to escape.
    private static string Escape(string text) =>
        !text.AsSpan().ContainsAnyExcept(Plain) ? text : Uri.EscapeDataString(text).Replace("%3A", ":", StringComparison.Ordinal);
}
