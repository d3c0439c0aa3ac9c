using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace SvaOrleans.Model.Quoting;

/// <summary>An error message about an input. Interpolated values are quoted (<see cref="Quoted"/>), so that no message contains an input at
/// its full length; the program's own text is interpolated as <c>{text:part}</c>.</summary>
[InterpolatedStringHandler]
public sealed class Complaint
{
    private const string PartFormat = "part";

    private readonly StringBuilder _text;

    /// <summary>Begins one.</summary>
    /// <param name="literalLength">Characters that are always there.</param>
    /// <param name="formattedCount">Values that are put in.</param>
    public Complaint(int literalLength, int formattedCount) => _text = new(literalLength + (formattedCount * Quoted.WholeMax));

    private Complaint(string whole) => _text = new(Quoted.Part(whole));

    /// <summary>A message that was composed elsewhere.</summary>
    public static implicit operator Complaint(string whole) => FromString(whole);

    /// <summary>A message that was composed elsewhere.</summary>
    public static Complaint FromString(string whole) => new(whole);

    /// <summary>Adds what is always there.</summary>
    public void AppendLiteral(string value) => _text.Append(value);

    /// <summary>Adds an input, quoted.</summary>
    public void AppendFormatted(string? value) => _text.Append(Quoted.Of(value ?? ""));

    /// <summary>Adds a text.</summary>
    /// <param name="value">The text.</param>
    /// <param name="format"><c>part</c> for the program's own text, which is not an input.</param>
    public void AppendFormatted(string? value, string format) =>
        _text.Append(
            format == PartFormat
                ? Quoted.Part(value ?? "")
                : throw new ArgumentException($"a text has no format '{format}'; expected '{PartFormat}'", nameof(format))
        );

    /// <summary>Adds a value.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="format">How it is written; null for as always.</param>
    public void AppendFormatted<T>(T value, string? format = null) =>
        AppendFormatted(value is IFormattable number ? number.ToString(format, CultureInfo.InvariantCulture) : value?.ToString());

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
