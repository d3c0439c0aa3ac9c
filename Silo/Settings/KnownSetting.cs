using System.Collections.Immutable;
using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using SvaOrleans.Model.Quoting;
using SvaOrleans.Silo.Logging;

namespace SvaOrleans.Silo.Settings;

/// <summary>A setting of either engine: both read the same file.</summary>
/// <param name="Path">The setting's name: <c>SvaOrleans:Serve:Port</c>.</param>
/// <param name="Type">The type of its value.</param>
/// <param name="MayBeNull">Whether its value may be <c>null</c>.</param>
internal sealed record KnownSetting(string Path, Type Type, bool MayBeNull)
{
    private const int ShownMax = 60;

    /// <summary>All settings.</summary>
    public static ImmutableArray<KnownSetting> All { get; } =
    [
        .. Of(SvaSiloOptions.Section, typeof(SvaSiloOptions)),
        .. Of(ServeOptions.Section, typeof(ServeOptions)),
        .. Of(StorageOptions.Section, typeof(StorageOptions)),
        .. Of(LogOptions.Section, typeof(LogOptions)),
    ];

    /// <summary>Finds a setting by name, in any case; null if there is none.</summary>
    public static KnownSetting? Find(string path) =>
        All.FirstOrDefault(known => known.Path.Equals(path, StringComparison.OrdinalIgnoreCase));

    /// <summary>The setting nearest to a mistyped name.</summary>
    public static KnownSetting Nearest(string path) =>
        All.MinBy(known =>
            Math.Min(NearestName.Distance(path, known.Path), NearestName.Distance(Leaf(path), Leaf(known.Path)) + LeafAlone)
        )!;

    /// <summary>The fault of a value; null if there is none.</summary>
    public string? FaultOf(string? text)
    {
        if (Type == typeof(string))
        {
            return text is null && !MayBeNull ? "is null; expected a text" : null;
        }

        if (text is null)
        {
            return $"is null; expected {Expected}";
        }

        if (Type.IsEnum)
        {
            var kinds = Enum.GetNames(Type);
            return kinds.Contains(text, StringComparer.OrdinalIgnoreCase)
                ? null
                : $"is {Shown(text)}; expected {Expected}, nearest {NearestName.Of(text, kinds)}";
        }

        return CanBeRead(text) ? null : $"is {Shown(text)}; expected {Expected}";
    }

    // A correct name in the wrong section counts as this many wrong letters.
    private const int LeafAlone = 3;

    private string Expected =>
        Type.IsEnum ? string.Join(" or ", Enum.GetNames(Type))
        : Type == typeof(bool) ? "true or false"
        : Type == typeof(TimeSpan) ? "a time span in hours, minutes and seconds, such as 00:00:15"
        : "a whole number";

    private static IEnumerable<KnownSetting> Of(string section, Type options)
    {
        var nullability = new NullabilityInfoContext();
        return options
            .GetProperties()
            .Where(static property => property.CanWrite)
            .Select(property => new KnownSetting(
                $"{section}:{property.Name}",
                property.PropertyType,
                nullability.Create(property).WriteState == NullabilityState.Nullable
            ));
    }

    private static string Leaf(string path) => path[(path.LastIndexOf(':') + 1)..];

    private static string Shown(string text) =>
        text.Length == 0 ? "empty"
        : text.Length <= ShownMax ? $"'{text}'"
        : $"'{text[..ShownMax]}...' ({text.Length} characters)";

    // The same conversion as in the configuration binder. It would read a time span of one number as days, which is never meant.
    private bool CanBeRead(string text)
    {
        if (Type == typeof(TimeSpan) && !text.Contains(':', StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            return TypeDescriptor.GetConverter(Type).ConvertFromString(null, CultureInfo.InvariantCulture, text) is not null;
        }
        catch (Exception wrong) when (wrong is FormatException or ArgumentException or OverflowException or NotSupportedException)
        {
            return false;
        }
    }
}
