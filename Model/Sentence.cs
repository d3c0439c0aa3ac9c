using System.Globalization;
using System.Runtime.CompilerServices;

namespace SvaOrleans.Model;

/// <summary>An error text that is composed only on an error: an exploration checks the states at every step, and composing text costs more
/// than the check.</summary>
[InterpolatedStringHandler]
public ref struct Sentence
{
    private DefaultInterpolatedStringHandler _text;

    /// <summary>Begins a sentence.</summary>
    /// <param name="literalLength">Characters that are always there.</param>
    /// <param name="formattedCount">Values that are put in.</param>
    /// <param name="holds">The condition that the sentence is about.</param>
    /// <param name="isNeeded">False when the condition holds: nothing is composed.</param>
    public Sentence(int literalLength, int formattedCount, bool holds, out bool isNeeded)
    {
        isNeeded = !holds;
        _text = isNeeded ? new(literalLength, formattedCount, CultureInfo.InvariantCulture) : default;
    }

    /// <summary>Adds what is always there.</summary>
    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    /// <summary>Adds a value.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    /// <inheritdoc/>
    public override readonly string ToString() => _text.ToString();
}
